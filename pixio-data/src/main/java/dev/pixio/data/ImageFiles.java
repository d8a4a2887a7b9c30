package dev.pixio.data;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** A source whose images are files. */
public abstract class ImageFiles implements ImageSource {

    private final ImageDecoder decoder;

    /** A source whose images are decoded with the limits of a decoder. */
    protected ImageFiles(ImageDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * The file of an image.
     *
     * @throws ImageReadException if its name is none of this system
     */
    protected abstract Path path(long index) throws ImageReadException;

    @Override
    public final RgbImage read(long index) throws ImageReadException {
        return decoder.read(path(index));
    }

    @Override
    public final RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return decoder.read(path(index), acceptable);
    }

    @Override
    public final Optional<byte[]> file(long index) throws ImageReadException {
        return Optional.of(decoder.bytes(path(index)));
    }

    @Override
    public final Optional<Stamp> stamp(long index) {
        try {
            return Stamp.of(path(index));
        } catch (ImageReadException e) {
            return Optional.empty(); // that it cannot be read is found out when it is
        }
    }

    @Override
    public final Raster raster(long index, ImageInput input) throws ImageReadException {
        return new RasterDecoder(decoder, input).read(path(index));
    }
}
