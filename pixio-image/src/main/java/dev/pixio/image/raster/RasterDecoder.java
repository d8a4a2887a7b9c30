package dev.pixio.image.raster;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.Orientation;
import dev.pixio.image.format.TiffDirectory;
import dev.pixio.image.tiff.TiffSamples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decodes image files with all their channels and bits: TIFF of 1 to 16 bits, also signed, and of 32-bit floating-point numbers; PNG and
 * PNM of up to 16 bits. What is 8-bit RGB by nature (JPEG, WebP, BMP, GIF, palettes, CMYK, YCbCr, CIELab) is decoded as {@link
 * ImageDecoder} does. Thread-safe.
 *
 * @param limits of files and pixels
 * @param input which channels and which scale images must have
 */
public record RasterDecoder(ImageDecoder limits, ImageInput input) {

    /** The channels of a photograph, for which the limit of pixels is meant. */
    private static final int USUAL_CHANNELS = 3;

    /**
     * Reads and decodes a file.
     *
     * @throws ImageReadException in one line without the file name: as {@link ImageDecoder#read(Path)}, or it has other channels
     */
    public Raster read(Path file) throws ImageReadException {
        return decode(limits.bytes(file));
    }

    /** Decodes a file that is in memory, which may be changed; see {@link #read}. */
    public Raster decode(byte[] file) throws ImageReadException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        ImageFormat format = ImageFormat.of(bytes);
        try {
            Raster stored = switch (format) {
                case TIFF -> tiff(file, bytes);
                case PNG -> PngRaster.supports(bytes) ? PngRaster.of(file, this::requireSize) : rgb(file);
                case PNM -> PnmRaster.supports(bytes) ? PnmRaster.of(bytes, this::requireSize) : rgb(file);
                case JPEG, WEBP, BMP, GIF -> rgb(file);
            };
            return input.of(stored);
        } catch (OutOfMemoryError e) {
            throw ImageReadException.outOfMemory(e);
        } catch (RuntimeException e) {
            throw new ImageReadException("truncated or damaged " + format.title(), e);
        }
    }

    /** Checks a size before memory is allocated. */
    @FunctionalInterface
    interface SizeCheck {
        void require(long width, long height, int channels) throws ImageReadException;
    }

    private void requireSize(long width, long height, int channels) throws ImageReadException {
        if (width < 1 || height < 1) {
            throw new ImageReadException("an image of " + width + " x " + height + " pixels");
        }
        if (width > limits.maxPixels() / height) {
            throw new ImageReadException(String.format(
                    Locale.ROOT, "%d x %d pixels exceed the limit of %,d", width, height, limits.maxPixels()));
        }
        if (width * height > USUAL_CHANNELS * limits.maxPixels() / channels) {
            throw new ImageReadException(String.format(
                    Locale.ROOT,
                    "%d x %d pixels of %d channels exceed the limit of %,d samples",
                    width,
                    height,
                    channels,
                    USUAL_CHANNELS * limits.maxPixels()));
        }
    }

    /** Upright already. */
    private Raster rgb(byte[] file) throws ImageReadException {
        try (RgbImage image = limits.decode(file)) {
            return Raster.of(image);
        }
    }

    private Raster tiff(byte[] file, ByteBuffer bytes) throws ImageReadException {
        List<TiffDirectory> read =
                input.pages() == Pages.CHANNELS ? TiffDirectory.pages(bytes) : List.of(new TiffDirectory(bytes));
        if (read.size() == 1 && !TiffSamples.supports(read.get(0))) {
            return rgb(file);
        }
        TiffSamples first = new TiffSamples(bytes, read.get(0));
        requireSize(first.width(), first.height(), first.channels() * read.size());
        List<float[]> planes = new ArrayList<>();
        for (TiffDirectory page : read) {
            TiffSamples samples = new TiffSamples(bytes, page);
            requireSame(first, samples, planes.size() / first.channels() + 1);
            planes.addAll(List.of(samples.read()));
        }
        Colors colors = read.size() > 1
                ? Colors.BANDS
                : first.isRgb() ? Colors.ofRgb(first.channels()) : Colors.ofGrey(first.channels());
        return new Raster(first.width(), first.height(), colors, range(first), planes.toArray(new float[0][]))
                .upright(Orientation.of(bytes, ImageFormat.TIFF));
    }

    private static void requireSame(TiffSamples first, TiffSamples page, int number) throws ImageReadException {
        if (!first.isLike(page)) {
            throw new ImageReadException("its pages cannot be the channels of one image: page " + number + " is "
                    + page.describe() + ", the first one " + first.describe());
        }
    }

    private static SampleRange range(TiffSamples samples) {
        return switch (samples.kind()) {
            case UNSIGNED -> SampleRange.unsigned((1L << samples.bits()) - 1);
            case SIGNED -> SampleRange.signed(samples.bits());
            case FLOAT -> SampleRange.REALS;
        };
    }
}
