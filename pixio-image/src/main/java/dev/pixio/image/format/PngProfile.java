package dev.pixio.image.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;

/**
 * The EXIF data that ImageMagick and others wrote as hexadecimal text, in a chunk named "Raw profile type exif", before PNG
 * had the chunk eXIf.
 */
public final class PngProfile {

    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_BYTES = 12; // length, type and checksum around the data

    private static final int TEXT = 0x74455874; // tEXt
    private static final int COMPRESSED_TEXT = 0x7a545874; // zTXt
    private static final int EXIF = 0x65584966; // eXIf

    private static final byte[] KEYWORD = "Raw profile type exif\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Precedes EXIF data in JPEG, and in most of these profiles. */
    private static final String JPEG_PREFIX = "457869660000";

    /** The orientation is near the start; EXIF data of JPEG have at most 64 KiB. */
    private static final int LARGEST_TEXT = 1 << 18;

    private PngProfile() {}

    /**
     * The orientation in such a profile, 1 to 8; 1 if there is none, if it is damaged, or if the file has a chunk eXIf, which
     * OpenCV applies.
     *
     * @param file a PNG file with a header
     */
    public static int orientation(ByteBuffer file) {
        int orientation = 1;
        long length;
        for (long at = SIGNATURE_BYTES; at + CHUNK_BYTES <= file.limit(); at += length + CHUNK_BYTES) {
            length = Integer.toUnsignedLong(file.getInt((int) at));
            int type = file.getInt((int) at + 4);
            if (type == EXIF) {
                return 1;
            }
            boolean text = type == TEXT || type == COMPRESSED_TEXT;
            if (text && length > KEYWORD.length && at + CHUNK_BYTES + length <= file.limit()) {
                byte[] data = new byte[(int) Math.min(length, LARGEST_TEXT)];
                file.get((int) at + 8, data);
                if (Arrays.mismatch(data, KEYWORD) == KEYWORD.length) {
                    orientation = orientation(data, type == COMPRESSED_TEXT ? Form.COMPRESSED : Form.PLAIN);
                }
            }
        }
        return orientation;
    }

    private enum Form {
        PLAIN,
        COMPRESSED
    }

    private static int orientation(byte[] chunk, Form form) {
        try {
            byte[] text = form == Form.COMPRESSED
                    ? inflated(chunk, KEYWORD.length + 1) // after the method
                    : Arrays.copyOfRange(chunk, KEYWORD.length, chunk.length);
            // An empty line, the name, the length, and the digits in lines.
            String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", 4);
            String digits = lines[lines.length - 1].replaceAll("\\s", "");
            String exif = digits.startsWith(JPEG_PREFIX) ? digits.substring(JPEG_PREFIX.length()) : digits;
            return TiffHeader.orientation(ByteBuffer.wrap(HexFormat.of().parseHex(exif)));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // A damaged profile is ignored, as damaged EXIF data of other formats.
            return 1;
        }
    }

    private static byte[] inflated(byte[] chunk, int from) throws IOException {
        try (InflaterInputStream text =
                new InflaterInputStream(new ByteArrayInputStream(chunk, from, chunk.length - from))) {
            return text.readNBytes(LARGEST_TEXT);
        }
    }
}
