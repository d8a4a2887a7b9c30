package dev.pixio.image.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;

/**
 * The orientation of a PNG, in one of three kinds of chunks: eXIf; a text with the name "Raw profile type exif", in which
 * ImageMagick and others wrote EXIF data as hexadecimal digits before PNG had eXIf; or a text that is an XMP packet.
 */
final class PngOrientation {

    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_BYTES = 12; // length, type and checksum around the data

    private static final int TEXT = 0x74455874; // tEXt
    private static final int COMPRESSED_TEXT = 0x7a545874; // zTXt
    private static final int INTERNATIONAL_TEXT = 0x69545874; // iTXt
    private static final int EXIF = 0x65584966; // eXIf

    private static final byte[] RAW_PROFILE = "Raw profile type exif\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] XMP = "XML:com.adobe.xmp\0".getBytes(StandardCharsets.ISO_8859_1);

    /** EXIF data of JPEG have at most 64 KiB, and packets of XMP are smaller. */
    private static final int LARGEST_TEXT = 1 << 18;

    private int exif = Orientation.ABSENT;
    private int rawProfile = Orientation.ABSENT;
    private int xmp = Orientation.ABSENT;

    private PngOrientation() {}

    /**
     * The orientation, 1 to 8; 1 if there is none.
     *
     * @param file a PNG file with a header
     */
    static int orientation(ByteBuffer file) {
        PngOrientation found = new PngOrientation();
        long length;
        for (long at = SIGNATURE_BYTES; at + CHUNK_BYTES <= file.limit(); at += length + CHUNK_BYTES) {
            length = Integer.toUnsignedLong(file.getInt((int) at));
            if (at + CHUNK_BYTES + length <= file.limit()) {
                found.read(file.getInt((int) at + 4), Orientation.part(file, at + 8, length));
            }
        }
        int declared = found.exif == Orientation.ABSENT ? found.rawProfile : found.exif;
        return Orientation.resolved(declared, found.xmp);
    }

    private void read(int type, ByteBuffer data) {
        switch (type) {
            case EXIF -> exif = Orientation.exif(data);
            case TEXT, COMPRESSED_TEXT -> {
                if (startsWith(data, RAW_PROFILE)) {
                    rawProfile = rawProfile(bytes(data), type == COMPRESSED_TEXT);
                }
            }
            case INTERNATIONAL_TEXT -> {
                if (startsWith(data, XMP) && data.limit() > XMP.length) {
                    xmp = xmp(bytes(data));
                }
            }
            default -> {}
        }
    }

    private static boolean startsWith(ByteBuffer data, byte[] name) {
        return data.limit() > name.length && data.slice(0, name.length).equals(ByteBuffer.wrap(name));
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[Math.min(data.limit(), LARGEST_TEXT)];
        data.get(0, bytes);
        return bytes;
    }

    private static int rawProfile(byte[] chunk, boolean compressed) {
        try {
            byte[] text = compressed
                    ? inflated(chunk, RAW_PROFILE.length + 1) // after the method
                    : Arrays.copyOfRange(chunk, RAW_PROFILE.length, chunk.length);
            // An empty line, the name, the length, and the digits in lines.
            String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", 4);
            String digits = lines[lines.length - 1].replaceAll("\\s", "");
            return Orientation.exif(ByteBuffer.wrap(HexFormat.of().parseHex(digits)));
        } catch (IOException | IllegalArgumentException e) {
            return Orientation.ABSENT;
        }
    }

    /** After the name: whether it is compressed, the method, a language and a translated name that end with 0, the text. */
    private static int xmp(byte[] chunk) {
        int at = XMP.length + 2;
        for (int ends = 0; at < chunk.length && ends < 2; at++) {
            ends += chunk[at] == 0 ? 1 : 0;
        }
        try {
            byte[] text = chunk[XMP.length] != 0 ? inflated(chunk, at) : Arrays.copyOfRange(chunk, at, chunk.length);
            return Orientation.xmp(ByteBuffer.wrap(text));
        } catch (IOException | IllegalArgumentException e) {
            return Orientation.ABSENT;
        }
    }

    private static byte[] inflated(byte[] chunk, int from) throws IOException {
        try (InflaterInputStream text =
                new InflaterInputStream(new ByteArrayInputStream(chunk, from, Math.max(0, chunk.length - from)))) {
            return text.readNBytes(LARGEST_TEXT);
        }
    }
}
