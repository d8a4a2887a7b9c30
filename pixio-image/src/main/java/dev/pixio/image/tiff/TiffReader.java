package dev.pixio.image.tiff;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffCompression;
import dev.pixio.image.format.TiffDirectory;
import java.nio.ByteBuffer;

/**
 * Reads the pixels of a TIFF file row by row. OpenCV's reader turns damaged strips and tiles into black without an error, and
 * scrambles or refuses several kinds of tiles and samples.
 */
public final class TiffReader {

    private final TiffSegments segments;
    private final TiffColors colors;

    /** Receives pixels. */
    public interface PixelSink {
        /**
         * Takes a part of a row.
         *
         * @param x column of the first pixel, as stored
         * @param y row, as stored
         * @param rgb red, green and blue of {@code pixels} pixels; valid during the call
         */
        void put(int x, int y, byte[] rgb, int pixels);
    }

    /**
     * Reads how the pixels are stored.
     *
     * @param file a TIFF that {@link #supports} and whose header was accepted
     */
    public TiffReader(ByteBuffer file) throws ImageReadException {
        TiffDirectory tiff = new TiffDirectory(file);
        this.segments = new TiffSegments(file, tiff);
        TiffLayout layout = segments.layout();
        this.colors = TiffColors.of(tiff, layout.channels(), layout.bits());
    }

    /** Whether a file is without compression, or of LZW, deflate, zstd or PackBits, and of colours that are read here. */
    public static boolean supports(ByteBuffer file) {
        TiffDirectory tiff = new TiffDirectory(file);
        boolean compression = TiffCompression.isBytes(tiff.value(TiffDirectory.COMPRESSION, TiffCompression.NONE));
        return compression && TiffColors.knows(tiff.value(TiffDirectory.PHOTOMETRIC, TiffColors.BLACK_IS_ZERO));
    }

    /**
     * Reads all pixels.
     *
     * @throws ImageReadException if data are truncated or damaged
     */
    public void read(PixelSink sink) throws ImageReadException {
        TiffLayout layout = segments.layout();
        int channels = layout.channels();
        byte[] rgb = new byte[3 * Math.min(layout.segmentWidth(), layout.width())];
        segments.read((left, y, samples, pixels) -> {
            for (int x = 0; x < pixels; x++) {
                colors.convert(samples, x * channels, rgb, 3 * x);
            }
            sink.put(left, y, rgb, pixels);
        });
    }
}
