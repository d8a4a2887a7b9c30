package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The orientation of an image, 1 (upright) to 8, by the table of TIFF and EXIF. That in EXIF data is used; where these
 * contain none, that in XMP, as {@code ImageOps.exif_transpose} of Pillow does. Damaged data are ignored.
 */
public final class Orientation {

    public static final int UPRIGHT = 1;

    /** The data contain no orientation. */
    static final int ABSENT = -1;

    private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    /** Packets are much smaller; the limit is for untrusted files. */
    private static final int LARGEST_XMP = 1 << 20;

    private static final int LITTLE_ENDIAN = 0x49492a00;
    private static final int BIG_ENDIAN = 0x4d4d002a;

    private static final byte[] JPEG_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    private Orientation() {}

    /**
     * Reads the orientation of a file.
     *
     * @param file whose header was accepted
     */
    public static int of(ByteBuffer file, ImageFormat format) {
        return switch (format) {
            case JPEG -> JpegHeader.orientation(file);
            case PNG -> PngOrientation.orientation(file);
            case WEBP -> WebpChunks.orientation(file);
            case TIFF -> TiffHeader.orientation(file);
            case GIF, BMP, PNM -> UPRIGHT;
        };
    }

    /** What applies, of two declarations that may be {@link #ABSENT} or no orientation at all. */
    static int resolved(int exif, int xmp) {
        int declared = exif == ABSENT ? xmp : exif;
        return declared >= 1 && declared <= 8 ? declared : UPRIGHT;
    }

    /** As declared in EXIF data, which are a TIFF file without pixels, with or without the prefix that JPEG has. */
    static int exif(ByteBuffer data) {
        try {
            boolean prefixed = data.limit() >= JPEG_PREFIX.length
                    && data.slice(0, JPEG_PREFIX.length).equals(ByteBuffer.wrap(JPEG_PREFIX));
            int start = prefixed ? JPEG_PREFIX.length : 0;
            ByteBuffer tiff = part(data, start, data.limit() - (long) start);
            int mark = tiff.getInt(0);
            return mark == LITTLE_ENDIAN || mark == BIG_ENDIAN ? TiffHeader.declaredOrientation(tiff) : ABSENT;
        } catch (IndexOutOfBoundsException e) {
            return ABSENT;
        }
    }

    /** As declared in an XMP packet. */
    static int xmp(ByteBuffer packet) {
        byte[] text = new byte[Math.min(packet.limit(), LARGEST_XMP)];
        packet.get(0, text);
        Matcher matcher = XMP.matcher(new String(text, StandardCharsets.ISO_8859_1));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : ABSENT;
    }

    /** A part of a file, big-endian. */
    static ByteBuffer part(ByteBuffer file, long from, long length) {
        return file.slice(Math.toIntExact(from), Math.toIntExact(length)).order(ByteOrder.BIG_ENDIAN);
    }
}
