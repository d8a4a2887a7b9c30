package dev.pixio.downstream.data;

import dev.pixio.augment.Resize;
import dev.pixio.data.ImageSource;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.resize.CropBox;
import dev.pixio.torch.Tensors;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A decoded image of any size: a photograph, or samples that are scaled for a model. It may own native memory; close it. */
public sealed interface SampleImage extends AutoCloseable {

    /** Height in pixels. */
    int height();

    /** Width in pixels. */
    int width();

    /** Number of channels. */
    int channels();

    /** All pixels in their own size. */
    ImagePlanes planes();

    /** A part in another size, antialiased and bicubic. */
    ImagePlanes resized(CropBox part, int height, int width);

    /** A part as an image of its own; this one stays open. */
    SampleImage part(CropBox box);

    @Override
    void close();

    /**
     * Reads a file for an input.
     *
     * @throws ImageReadException in one line without the file name: it cannot be read, or has other channels
     */
    static SampleImage read(Path file, ImageDecoder decoder, ImageInput input) throws ImageReadException {
        return input.isRgb8()
                ? new Photograph(decoder.read(file))
                : new Samples(new RasterDecoder(decoder, input).read(file));
    }

    /**
     * Decodes a file for an input.
     *
     * @param file all bytes, which may be changed
     * @throws ImageReadException in one line: it cannot be read, or has other channels
     */
    static SampleImage decode(byte[] file, ImageDecoder decoder, ImageInput input) throws ImageReadException {
        return input.isRgb8()
                ? new Photograph(decoder.decode(file))
                : new Samples(new RasterDecoder(decoder, input).decode(file));
    }

    /**
     * An image of a source for an input.
     *
     * @throws ImageReadException in one line without the name: it cannot be read, or has other channels
     */
    static SampleImage read(ImageSource source, long index, ImageInput input) throws ImageReadException {
        return input.isRgb8() ? new Photograph(source.read(index)) : new Samples(source.raster(index, input));
    }

    /**
     * An image for an input. A photograph is closed with the result, otherwise at once.
     *
     * @throws ImageReadException if it has other channels
     */
    static SampleImage of(RgbImage image, ImageInput input) throws ImageReadException {
        if (input.isRgb8()) {
            return new Photograph(image);
        }
        try (image) {
            return new Samples(input.of(Raster.of(image)));
        }
    }

    /** 8-bit RGB. */
    record Photograph(RgbImage image) implements SampleImage {

        @Override
        public int height() {
            return image.height();
        }

        @Override
        public int width() {
            return image.width();
        }

        @Override
        public int channels() {
            return 3;
        }

        @Override
        public RgbPlanes planes() {
            return RgbPlanes.of(image);
        }

        @Override
        public RgbPlanes resized(CropBox part, int height, int width) {
            try (PointerScope scope = new PointerScope()) {
                Tensor out = Tensors.empty(ScalarType.Byte, 3, height, width);
                new Resize(height, width).apply(image, part, out);
                return new RgbPlanes(Tensors.toBytes(out), height, width);
            }
        }

        @Override
        public Photograph part(CropBox box) {
            return new Photograph(image.part(box.left(), box.top(), box.width(), box.height()));
        }

        @Override
        public void close() {
            image.close();
        }
    }

    /** Any channels, as shares of 1. */
    record Samples(Raster raster) implements SampleImage {

        @Override
        public int height() {
            return raster.height();
        }

        @Override
        public int width() {
            return raster.width();
        }

        @Override
        public int channels() {
            return raster.channels();
        }

        @Override
        public RasterPlanes planes() {
            return new RasterPlanes(raster);
        }

        @Override
        public RasterPlanes resized(CropBox part, int height, int width) {
            return planes().resized(part, height, width);
        }

        @Override
        public Samples part(CropBox box) {
            return new Samples(raster.part(box.left(), box.top(), box.width(), box.height()));
        }

        @Override
        public void close() {}
    }
}
