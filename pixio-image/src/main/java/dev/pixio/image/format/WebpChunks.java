package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Reads the size and orientation of a WebP file (RFC 9649). */
public final class WebpChunks {

    private static final int FIRST_CHUNK = 12; // after "RIFF", a length and "WEBP"

    private static final int LOSSY = 0x20385056; // "VP8 ", little-endian
    private static final int LOSSLESS = 0x4c385056; // VP8L
    private static final int EXTENDED = 0x58385056; // VP8X
    private static final int EXIF = 0x46495845; // EXIF
    private static final int XMP = 0x20504d58; // "XMP "

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

    /** The orientation, 1 (upright) to 8; 1 if the file has none. */
    static int orientation(ByteBuffer anyOrder) {
        ByteBuffer file = anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int exif = Orientation.ABSENT;
        int xmp = Orientation.ABSENT;
        for (long at = FIRST_CHUNK; at + 8 <= file.limit(); ) {
            int type = file.getInt((int) at);
            long length = Integer.toUnsignedLong(file.getInt((int) at + 4));
            if ((type == EXIF || type == XMP) && at + 8 + length <= file.limit()) {
                ByteBuffer data = Orientation.part(file, at + 8, length);
                exif = type == EXIF ? Orientation.exif(data) : exif;
                xmp = type == XMP ? Orientation.xmp(data) : xmp;
            }
            at += 8 + length + (length & 1);
        }
        return Orientation.resolved(exif, xmp);
    }
}
