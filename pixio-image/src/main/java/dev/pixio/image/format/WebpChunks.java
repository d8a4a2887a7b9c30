package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/** Reads the size of a WebP file (RFC 9649) and rewrites its EXIF chunk as OpenCV expects it. */
public final class WebpChunks {

    private static final int FIRST_CHUNK = 12; // after "RIFF", a length and "WEBP"

    private static final int LOSSY = 0x20385056; // "VP8 ", little-endian
    private static final int LOSSLESS = 0x4c385056; // VP8L
    private static final int EXTENDED = 0x58385056; // VP8X
    private static final int EXIF = 0x46495845; // EXIF

    /** Precedes EXIF data in JPEG, but not in WebP. */
    private static final byte[] JPEG_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    private WebpChunks() {}

    static ImageHeader header(ByteBuffer anyOrder) throws ImageReadException {
        ByteBuffer file = anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long declared = Integer.toUnsignedLong(file.getInt(4)) + 8;
        if (declared > file.limit()) {
            throw new ImageReadException(
                    String.format(Locale.ROOT, "truncated WebP: %,d of %,d bytes", file.limit(), declared));
        }
        return switch (file.getInt(FIRST_CHUNK)) {
            // 14 bits each, after the frame tag and the start code
            case LOSSY -> header(file.getShort(26) & 0x3fff, file.getShort(28) & 0x3fff);
            // 14 bits each and packed, less one, after a signature byte
            case LOSSLESS -> header(1 + (file.getInt(21) & 0x3fff), 1 + (file.getInt(21) >>> 14 & 0x3fff));
            // 24 bits each, less one
            case EXTENDED -> header(1 + (file.getInt(24) & 0xffffff), 1 + (file.getInt(26) >>> 8));
            default -> throw new ImageReadException("damaged WebP: no image found");
        };
    }

    private static ImageHeader header(int width, int height) {
        return new ImageHeader(ImageFormat.WEBP, width, height);
    }

    /**
     * Removes the prefix that some writers put before the EXIF data. OpenCV does not skip it, and would ignore the
     * orientation.
     *
     * @param anyOrder a WebP file with a header; changed in place
     */
    public static void dropExifPrefix(ByteBuffer anyOrder) {
        ByteBuffer file = anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (long at = FIRST_CHUNK; at + 8 <= file.limit(); ) {
            int data = (int) at + 8;
            long length = Integer.toUnsignedLong(file.getInt((int) at + 4));
            if (file.getInt((int) at) == EXIF && length >= JPEG_PREFIX.length && data + length <= file.limit()) {
                byte[] start = new byte[JPEG_PREFIX.length];
                file.get(data, start);
                if (Arrays.equals(start, JPEG_PREFIX)) {
                    file.put(data, file, data + start.length, (int) length - start.length);
                }
                return;
            }
            at = data + length + (length & 1);
        }
    }
}
