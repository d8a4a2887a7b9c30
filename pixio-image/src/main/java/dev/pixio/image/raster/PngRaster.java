package dev.pixio.image.raster;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.Orientation;
import dev.pixio.image.format.PngChunks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The samples of a PNG without a palette: grey or RGB, with or without alpha, of up to 16 bits. */
final class PngRaster {

    private static final int WIDTH = 16; // positions of the header's fields in the file
    private static final int HEIGHT = 20;
    private static final int BITS = 24;
    private static final int COLOR_TYPE = 25;

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int GREY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    /** Deflate makes no more bytes of one. */
    private static final long MOST_OF_DEFLATE = 1032;

    private PngRaster() {}

    /** Whether a file has no palette. */
    static boolean supports(ByteBuffer file) {
        return file.limit() > COLOR_TYPE && file.get(COLOR_TYPE) % 2 == 0;
    }

    static Raster of(byte[] file, RasterDecoder.SizeCheck size) throws ImageReadException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int width = bytes.getInt(WIDTH);
        int height = bytes.getInt(HEIGHT);
        Colors colors = switch (bytes.get(COLOR_TYPE)) {
            case GREY -> Colors.GREY;
            case RGB -> Colors.RGB;
            case GREY_ALPHA -> Colors.GREY_ALPHA;
            case RGB_ALPHA -> Colors.RGB_ALPHA;
            default -> throw new ImageReadException("damaged PNG: colour type " + bytes.get(COLOR_TYPE));
        };
        int channels = switch (colors) {
            case GREY -> 1;
            case GREY_ALPHA -> 2;
            case RGB -> 3;
            default -> 4;
        };
        size.require(width, height, channels);
        int orientation = Orientation.of(bytes, ImageFormat.PNG);
        // Before memory is allocated for rows that the file cannot have.
        if ((long) width * height * channels * bytes.get(BITS) / Byte.SIZE > MOST_OF_DEFLATE * file.length) {
            throw new ImageReadException(String.format(
                    Locale.ROOT, "truncated PNG: %,d bytes for %d x %d pixels", file.length, width, height));
        }
        java.awt.image.Raster decoded = decoded(file);
        if (decoded.getNumBands() != channels || decoded.getWidth() != width || decoded.getHeight() != height) {
            throw new ImageReadException("damaged PNG: it has " + decoded.getNumBands() + " channels, not " + channels);
        }
        float[][] planes = new float[channels][width * height];
        int[] row = new int[width];
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0, at = 0; y < height; y++) {
                for (int sample : decoded.getSamples(0, y, width, 1, channel, row)) {
                    planes[channel][at++] = sample;
                }
            }
        }
        SampleRange range = SampleRange.unsigned((1L << bytes.get(BITS)) - 1);
        return new Raster(width, height, colors, range, planes).upright(orientation);
    }

    private static java.awt.image.Raster decoded(byte[] file) throws ImageReadException {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int kept = PngChunks.keepPixels(bytes);
        byte[] end = PngChunks.missingEnd(bytes, kept);
        byte[] whole = Arrays.copyOf(file, kept + end.length);
        System.arraycopy(end, 0, whole, kept, end.length);
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(whole))) {
            reader.setInput(stream, true, true);
            return reader.read(0).getRaster();
        } catch (IOException | RuntimeException e) {
            throw new ImageReadException("truncated or damaged PNG", e);
        } finally {
            reader.dispose();
        }
    }
}
