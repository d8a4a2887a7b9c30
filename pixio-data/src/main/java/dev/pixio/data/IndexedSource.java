package dev.pixio.data;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.function.Predicate;

/**
 * Images of another source, chosen by their indices. An implementation gives the source and the indices; reading and names
 * follow from them.
 *
 * <p>Closing an indexed source does nothing. The source it reads from stays open: whoever opened that one closes it, after
 * all indexed sources over it are out of use.
 */
public interface IndexedSource extends ImageSource {

    /** The source that the images are read from. */
    ImageSource whole();

    /**
     * The index of an image in {@link #whole}.
     *
     * @param index from 0 to {@code size() - 1}
     * @return from 0 to {@code whole().size() - 1}
     */
    long indexInWhole(long index);

    @Override
    default String name(long index) {
        return whole().name(indexInWhole(index));
    }

    @Override
    default RgbImage read(long index) throws ImageReadException {
        return whole().read(indexInWhole(index));
    }

    @Override
    default RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return whole().read(indexInWhole(index), acceptable);
    }

    /** Does nothing; see above. */
    @Override
    default void close() {}
}
