package dev.pixio.image.samples;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageHeader;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.PngChunks;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The stored numbers of a PNG with one channel: indices into a palette, or grey values of up to 16 bits.
 *
 * @param kind what the numbers are
 * @param bits per number
 * @param values row by row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record PngSamples(Kind kind, int bits, int height, int width, int[] values) {

    /** What the numbers of a PNG with one channel are. */
    public enum Kind {
        GREY,
        PALETTE
    }

    private static final int BITS = 24; // position of the header's fields in the file
    private static final int COLOUR_TYPE = 25;

    private static final int GREY = 0;
    private static final int PALETTE = 3;

    /**
     * Reads a file. Its size is checked before memory is allocated.
     *
     * @throws ImageReadException in one line without the file name: it cannot be read, is damaged, is no PNG, or has several channels
     */
    public static PngSamples read(Path file) throws ImageReadException {
        try {
            long bytes = Files.size(file);
            if (bytes > ImageDecoder.DEFAULT_MAX_FILE_BYTES) {
                throw new ImageReadException(String.format(
                        Locale.ROOT,
                        "a file of %,d bytes exceeds the limit of %,d",
                        bytes,
                        ImageDecoder.DEFAULT_MAX_FILE_BYTES));
            }
            return decode(Files.readAllBytes(file));
        } catch (ImageReadException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new ImageReadException("no such file", e);
        } catch (IOException e) {
            throw new ImageReadException("cannot be read: " + e.getMessage(), e);
        }
    }

    /** Decodes a file in memory, which is changed; see {@link #read}. */
    static PngSamples decode(byte[] bytes) throws ImageReadException {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        ImageFormat format = ImageFormat.of(file);
        if (format != ImageFormat.PNG) {
            throw new ImageReadException("is a " + format.title()
                    + ", which does not keep the numbers exactly or has no palette: a PNG is needed");
        }
        ImageHeader header = ImageHeader.of(file);
        if (header.width() > ImageDecoder.DEFAULT_MAX_PIXELS / header.height()) {
            throw new ImageReadException(String.format(
                    Locale.ROOT,
                    "%d x %d pixels exceed the limit of %,d",
                    header.width(),
                    header.height(),
                    ImageDecoder.DEFAULT_MAX_PIXELS));
        }
        int colour = bytes[COLOUR_TYPE];
        if (colour != GREY && colour != PALETTE) {
            throw new ImageReadException("has " + channels(colour)
                    + " channels: a PNG with one number per pixel is needed, palette or grey");
        }
        int bits = bytes[BITS];
        int kept = PngChunks.keepPixels(file);
        byte[] end = PngChunks.missingEnd(file, kept);
        byte[] whole = Arrays.copyOf(bytes, kept + end.length);
        System.arraycopy(end, 0, whole, kept, end.length);
        Raster raster = raster(whole);
        int height = (int) header.height();
        int width = (int) header.width();
        return new PngSamples(
                colour == PALETTE ? Kind.PALETTE : Kind.GREY,
                bits,
                height,
                width,
                raster.getSamples(0, 0, width, height, 0, (int[]) null));
    }

    private static int channels(int colourType) {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            default -> 4;
        };
    }

    private static Raster raster(byte[] png) throws ImageReadException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(stream, true, true);
            return reader.read(0).getRaster();
        } catch (IOException | RuntimeException e) {
            throw new ImageReadException("truncated or damaged PNG", e);
        } finally {
            reader.dispose();
        }
    }
}
