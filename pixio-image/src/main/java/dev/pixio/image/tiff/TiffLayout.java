package dev.pixio.image.tiff;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffCompression;
import dev.pixio.image.format.TiffDirectory;
import dev.pixio.image.format.TiffHeader;
import java.nio.LongBuffer;

/**
 * How the pixels of a TIFF file are stored, in segments: strips or tiles.
 *
 * @param width of the image in pixels, as stored
 * @param height of the image in pixels, as stored
 * @param channels samples per pixel
 * @param bits per sample
 * @param planes 1, or the number of channels if each has its own segments
 * @param segmentWidth in pixels; of strips the width of the image
 * @param segmentHeight in pixels; of strips the number of rows of all but the last
 * @param offsets of the segments in the file, plane by plane, row by row
 * @param byteCounts of the segments
 */
record TiffLayout(
        int width,
        int height,
        int channels,
        int bits,
        int planes,
        int segmentWidth,
        int segmentHeight,
        LongBuffer offsets,
        LongBuffer byteCounts) {

    private static final int STRIP_OFFSETS = 273;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int PLANAR = 284;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;

    private static final int SEPARATE = 2;

    /** Reads the layout of a file whose header was accepted. */
    static TiffLayout of(TiffDirectory tiff) throws ImageReadException {
        int width = (int) tiff.value(TiffDirectory.WIDTH, 0);
        int height = (int) tiff.value(TiffDirectory.HEIGHT, 0);
        int channels = (int) tiff.value(TiffDirectory.CHANNELS, 1);
        boolean tiled = tiff.has(TiffDirectory.TILE_WIDTH);
        long rows = tiff.value(ROWS_PER_STRIP, height);
        if (rows < 1) {
            throw new ImageReadException("damaged TIFF: strips without rows");
        }
        TiffLayout layout = new TiffLayout(
                width,
                height,
                channels,
                (int) tiff.value(TiffDirectory.BITS, 1),
                tiff.value(PLANAR, 1) == SEPARATE ? channels : 1,
                tiled ? (int) tiff.value(TiffDirectory.TILE_WIDTH, 0) : width,
                tiled ? (int) tiff.value(TiffDirectory.TILE_HEIGHT, 0) : (int) Math.min(rows, height),
                LongBuffer.wrap(tiff.values(tiled && tiff.has(TILE_OFFSETS) ? TILE_OFFSETS : STRIP_OFFSETS)),
                LongBuffer.wrap(tiff.values(tiled && tiff.has(TILE_BYTES) ? TILE_BYTES : STRIP_BYTES)));
        return layout.checked(tiff.value(TiffDirectory.COMPRESSION, TiffCompression.NONE));
    }

    private TiffLayout checked(long compression) throws ImageReadException {
        long needed = (long) segments() * planes;
        long listed =
                compression == TiffCompression.NONE ? offsets.limit() : Math.min(offsets.limit(), byteCounts.limit());
        if (listed < needed) {
            throw new ImageReadException("damaged TIFF: " + listed + " of " + needed + " strips or tiles");
        }
        return this;
    }

    /** Bytes of a row of a segment, without compression. */
    int rowBytes() {
        return (int) (((long) segmentWidth * samplesPerSegment() * bits + 7) / 8);
    }

    /** Columns of segments. */
    int across() {
        return (int) (TiffHeader.padded(width, segmentWidth) / segmentWidth);
    }

    /** Segments of one plane. */
    int segments() {
        return Math.toIntExact(across() * (TiffHeader.padded(height, segmentHeight) / segmentHeight));
    }

    /** Samples per pixel in one segment. */
    int samplesPerSegment() {
        return planes > 1 ? 1 : channels;
    }
}
