package dev.pixio.data;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Images of another source, selected by their indices. An implementation provides the source and the indices; reading and
 * names are derived from them.
 *
 * <p>Closing an indexed source does nothing. The underlying source stays open, and must be closed by the code that opened
 * it when no indexed source over it is used any more.
 */
public interface IndexedSource extends ImageSource {

    /** The underlying source. */
    ImageSource underlying();

    /**
     * The index of an image in {@link #underlying}.
     *
     * @param index from 0 to {@code size() - 1}
     * @return from 0 to {@code underlying().size() - 1}
     */
    long underlyingIndex(long index);

    @Override
    default String name(long index) {
        return underlying().name(underlyingIndex(index));
    }

    @Override
    default RgbImage read(long index) throws ImageReadException {
        return underlying().read(underlyingIndex(index));
    }

    @Override
    default RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return underlying().read(underlyingIndex(index), acceptable);
    }

    @Override
    default Raster raster(long index, ImageInput input) throws ImageReadException {
        return underlying().raster(underlyingIndex(index), input);
    }

    @Override
    default Optional<byte[]> file(long index) throws ImageReadException {
        return underlying().file(underlyingIndex(index));
    }

    @Override
    default Optional<Stamp> stamp(long index) {
        return underlying().stamp(underlyingIndex(index));
    }

    @Override
    default LeftOut leftOut() {
        return underlying().leftOut();
    }

    /** Does nothing: the underlying source stays open. */
    @Override
    default void close() {}
}
