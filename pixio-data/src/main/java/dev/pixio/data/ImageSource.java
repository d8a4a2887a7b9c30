package dev.pixio.data;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.function.Predicate;

/**
 * Where images come from: a folder, an archive, a generator. Images are numbered from 0 and the number always means
 * the same image, so that an order over them can be computed instead of stored. All methods may be called by several
 * threads at once.
 */
public interface ImageSource extends AutoCloseable {

    /** How many images there are; at least one. */
    long size();

    /**
     * What a log calls an image: its path relative to the source's root, or "scene 17".
     *
     * @param index from 0 to {@code size() - 1}
     */
    String name(long index);

    /**
     * One image, decoded, upright and RGB. The caller closes it.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws ImageReadException if there is no such image any more, or it cannot be decoded; the reason does not
     *     repeat the name
     */
    RgbImage read(long index) throws ImageReadException;

    /**
     * One image as {@link #read(long)}, but perhaps decoded smaller where the source can do that faster.
     *
     * @param index from 0 to {@code size() - 1}
     * @param acceptable whether a reduction may be used; asked from the largest to the smallest, and before decoding
     * @throws ImageReadException as {@link #read(long)}, and for the same images
     */
    default RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return read(index);
    }

    /** One line for the plan of a run: "500 images in photos". */
    String description();

    /**
     * A short name for this list of images: 16 hexadecimal digits of a digest of its size and all names in order. The same
     * names give the same one wherever they lie; what the images show is not looked at.
     */
    default String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add(Long.toString(size()));
        for (long index = 0; index < size(); index++) {
            fingerprint.add(name(index));
        }
        return fingerprint.hex();
    }

    /** Most sources hold nothing that needs closing. */
    @Override
    default void close() {}
}
