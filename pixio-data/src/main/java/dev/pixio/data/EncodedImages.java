package dev.pixio.data;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import java.util.Optional;
import java.util.function.Predicate;

/** A source whose images are the bytes of files, wherever they lie: in archives, in columns of tables. */
public abstract class EncodedImages implements ImageSource {

    private final ImageDecoder decoder;

    /** A source whose images are decoded with the limits of a decoder. */
    protected EncodedImages(ImageDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * The bytes of an image, in an array of its own, which may be changed.
     *
     * @throws ImageReadException as {@link #read(long)}
     */
    protected abstract byte[] bytes(long index) throws ImageReadException;

    @Override
    public final RgbImage read(long index) throws ImageReadException {
        return decoder.decode(bytes(index));
    }

    @Override
    public final RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return decoder.decode(bytes(index), acceptable);
    }

    @Override
    public final Optional<byte[]> file(long index) throws ImageReadException {
        return Optional.of(bytes(index));
    }

    @Override
    public final Raster raster(long index, ImageInput input) throws ImageReadException {
        return new RasterDecoder(decoder, input).decode(bytes(index));
    }
}
