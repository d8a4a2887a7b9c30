package dev.pixio.data;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A source of images: a folder, an archive, a generator. Images have indices from 0, and an index always means the same
 * image, so that a shuffled order can be computed instead of stored. All methods are thread-safe.
 */
public interface ImageSource extends AutoCloseable {

    /** Number of images, at least 1. */
    long size();

    /**
     * The name of an image in logs: its path relative to the root of the source, or "scene 17".
     *
     * @param index from 0 to {@code size() - 1}
     */
    String name(long index);

    /**
     * One image, decoded, upright and RGB. The caller closes it.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws ImageReadException if the image no longer exists or cannot be decoded; the message does not contain
     *     the name
     */
    RgbImage read(long index) throws ImageReadException;

    /**
     * One image as {@link #read(long)}, but decoded at reduced size where that is acceptable and faster.
     *
     * @param index from 0 to {@code size() - 1}
     * @param acceptable whether a reduction may be used; called before decoding, from the largest reduction to the smallest
     * @throws ImageReadException as {@link #read(long)}, and for the same images
     */
    default RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return read(index);
    }

    /**
     * One image as a model takes it that is not trained on 8-bit RGB. By default it has the channels of {@link #read(long)}.
     *
     * @param index from 0 to {@code size() - 1}
     * @param input which channels and which scale it must have
     * @throws ImageReadException as {@link #read(long)}, or it has other channels
     */
    default Raster raster(long index, ImageInput input) throws ImageReadException {
        try (RgbImage image = read(index)) {
            return input.of(Raster.of(image));
        }
    }

    /**
     * All bytes of the file of an image, which the caller may change; empty, as by default, if it has none.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws ImageReadException if the file cannot be read, or is too large
     */
    default Optional<byte[]> file(long index) throws ImageReadException {
        return Optional.empty();
    }

    /**
     * What changes when the file that has an image does. Images of the same archive, table or video have the same.
     *
     * @param bytes size of the file
     * @param version time of its last change, milliseconds since 1970; of a file on a server a number that follows from what it states
     */
    record Stamp(long bytes, long version) {

        /** The stamp of a file on disk; empty if it cannot be found out. */
        public static Optional<Stamp> of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                long time = attributes.lastModifiedTime().toMillis();
                return Optional.of(new Stamp(attributes.size(), Math.max(0, time)));
            } catch (IOException e) {
                return Optional.empty(); // that it cannot be read is found out when it is
            }
        }

        /** The stamp of a file on a server; empty if the server states no version. */
        public static Optional<Stamp> of(long length, String version) {
            if (version.isEmpty() || length < 0) {
                return Optional.empty();
            }
            long digest = Long.parseUnsignedLong(new Fingerprint().add(version).hex(), 16);
            return Optional.of(new Stamp(length, digest >>> 1));
        }
    }

    /**
     * The stamp of the file that has an image; empty, as by default, if there is none.
     *
     * @param index from 0 to {@code size() - 1}
     */
    default Optional<Stamp> stamp(long index) {
        return Optional.empty();
    }

    /** A description in one line: "500 images in photos". */
    String description();

    /** What the listing of this source left out; nothing by default. */
    default LeftOut leftOut() {
        return LeftOut.NONE;
    }

    /**
     * Identifies this list of images: 16 hexadecimal digits of a digest of its size and all names in order. It depends
     * neither on the location of the files nor on their content.
     */
    default String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add(Long.toString(size()));
        for (long index = 0; index < size(); index++) {
            fingerprint.add(name(index));
        }
        return fingerprint.hex();
    }

    /**
     * The order of a training, for sources that cannot be read in any order, or whose images are not drawn equally often.
     * Empty, as by default, if each epoch is any permutation of the images.
     *
     * @param seed the run's seed
     * @param batchSize images in a batch, over all processes; an epoch has as many whole batches as the source fills
     */
    default Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
        return Optional.empty();
    }

    /**
     * The order of a training with some of the images. Empty, as by default, if each epoch is any permutation of them.
     *
     * @param seed the run's seed
     * @param batchSize images in a batch, over all processes
     * @param indices of the images, ascending
     * @return an order of positions in the indices
     */
    default Optional<EpochOrder> trainingOrder(long seed, int batchSize, int... indices) {
        return Optional.empty();
    }

    /** Releases the resources of the source; does nothing by default. */
    @Override
    default void close() {}
}
