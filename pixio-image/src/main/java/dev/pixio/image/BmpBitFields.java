package dev.pixio.image;

import dev.pixio.image.format.ImageReadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes BMP files whose channels are fields of 16- or 32-bit pixels. Of these, OpenCV leaves the low bits 0, so that white
 * is 248, knows only two orders of channels, and refuses 16 bits with newer headers. A value is a share of its field's
 * largest.
 */
final class BmpBitFields {

    private static final int DATA = 10;
    private static final int HEADER_BYTES = 14;
    private static final int HEIGHT = 22;
    private static final int BITS_PER_PIXEL = 28;
    private static final int COMPRESSION = 30;
    private static final int MASKS = 54;

    private static final int OLDEST_HEADER = 40;
    private static final int UNCOMPRESSED = 0;
    private static final int FIELDS = 3;
    private static final int FIELDS_WITH_ALPHA = 6;

    private static final int[] FIVE_BITS_EACH = {0x7c00, 0x3e0, 0x1f};

    private final ByteBuffer file;
    private final int bytesPerPixel;

    private BmpBitFields(ByteBuffer file) {
        this.file = file;
        this.bytesPerPixel = file.getShort(BITS_PER_PIXEL) / 8;
    }

    /** Whether a file with a header is of this kind. */
    static boolean supports(ByteBuffer anyOrder) {
        ByteBuffer file = anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (file.limit() < MASKS || file.getInt(HEADER_BYTES) < OLDEST_HEADER) {
            return false;
        }
        int bits = file.getShort(BITS_PER_PIXEL);
        int compression = file.getInt(COMPRESSION);
        boolean fields = compression == FIELDS || compression == FIELDS_WITH_ALPHA;
        return (bits == 16 && compression == UNCOMPRESSED) || ((bits == 16 || bits == 32) && fields);
    }

    /**
     * The pixels, {@code CV_8UC3} in RGB order; alpha is dropped.
     *
     * @param anyOrder a file that {@link #supports}
     */
    static Mat of(ByteBuffer anyOrder, int width, int height) throws ImageReadException {
        BmpBitFields fields = new BmpBitFields(anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        try {
            return fields.read(width, height);
        } catch (IndexOutOfBoundsException e) {
            throw new ImageReadException("truncated BMP: the file ends within its header", e);
        }
    }

    private Mat read(int width, int height) throws ImageReadException {
        int[] masks = masks();
        long data = Integer.toUnsignedLong(file.getInt(DATA));
        long stride = ((long) width * bytesPerPixel + 3) / 4 * 4;
        long last = data + stride * (height - 1) + (long) width * bytesPerPixel;
        if (last > file.limit()) {
            throw new ImageReadException(
                    String.format(Locale.ROOT, "truncated BMP: %,d of %,d bytes", file.limit(), last));
        }
        boolean bottomUp = file.getInt(HEIGHT) > 0;
        Mat image = new Mat(height, width, opencv_core.CV_8UC3);
        BytePointer pixels = new BytePointer(image.data()).capacity(3L * width * height);
        byte[] rgb = new byte[3 * width];
        for (int y = 0; y < height; y++) {
            row((int) (data + stride * (bottomUp ? height - 1 - y : y)), masks, rgb);
            pixels.position((long) y * rgb.length).put(rgb, 0, rgb.length);
        }
        return image;
    }

    private int[] masks() throws ImageReadException {
        if (file.getInt(COMPRESSION) == UNCOMPRESSED) {
            return FIVE_BITS_EACH;
        }
        int[] masks = {file.getInt(MASKS), file.getInt(MASKS + 4), file.getInt(MASKS + 8)};
        for (int mask : masks) {
            int field = mask >>> Integer.numberOfTrailingZeros(mask);
            if (mask == 0 || (field & (field + 1)) != 0) {
                throw new ImageReadException(
                        "damaged BMP: a channel of the bits " + Integer.toHexString(mask) + ", which are no field");
            }
        }
        return masks;
    }

    private void row(int start, int[] masks, byte[] rgb) {
        for (int i = 0, at = start; i < rgb.length; at += bytesPerPixel) {
            int pixel = bytesPerPixel == 2 ? Short.toUnsignedInt(file.getShort(at)) : file.getInt(at);
            for (int mask : masks) {
                int shift = Integer.numberOfTrailingZeros(mask);
                long largest = Integer.toUnsignedLong(mask >>> shift);
                long value = Integer.toUnsignedLong((pixel & mask) >>> shift);
                rgb[i++] = (byte) ((value * 255 + largest / 2) / largest);
            }
        }
    }
}
