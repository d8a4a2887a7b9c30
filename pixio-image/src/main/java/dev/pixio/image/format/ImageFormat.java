package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The format of an image file, detected from its first bytes, not from its name. */
public enum ImageFormat {
    JPEG("JPEG", "ffd8ff", "jpg jpeg jpe jfif"),
    PNG("PNG", "89504e470d0a1a0a", "png"),
    WEBP("WebP", "52494646.{8}57454250", "webp"),
    GIF("GIF", "47494638", "gif"),
    BMP("BMP", "424d", "bmp"),
    TIFF("TIFF", "49492[ab]00|4d4d002[ab]", "tif tiff"),
    PNM("PNM", "503[1-7]", "pnm ppm pgm pbm pam");

    /** Number of first bytes that detection needs. */
    public static final int PROBE_BYTES = 32;

    private static final int QUOTED_BYTES = 16;

    private static final Map<String, ImageFormat> BY_EXTENSION = new HashMap<>();

    static {
        for (ImageFormat format : values()) {
            for (String extension : format.extensions.split(" ", -1)) {
                BY_EXTENSION.put(extension, format);
            }
        }
    }

    private final String title;
    private final Pattern signature;
    private final String extensions;

    ImageFormat(String title, String hexDigits, String extensions) {
        this.title = title;
        this.signature = Pattern.compile(hexDigits);
        this.extensions = extensions;
    }

    /** The usual spelling: "WebP". */
    public String title() {
        return title;
    }

    /** The format that the extension of a file name indicates, if any; case does not matter. */
    public static Optional<ImageFormat> ofFileName(String fileName) {
        return Optional.ofNullable(BY_EXTENSION.get(extension(fileName)));
    }

    /** What follows the last dot of a file name, in lower case; empty without a dot. */
    public static String extension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** All extensions, separated by spaces, for error messages. */
    public static String extensions() {
        return Arrays.stream(values()).map(format -> format.extensions).collect(Collectors.joining(" "));
    }

    /**
     * Detects the format of a file.
     *
     * @param bytes the first {@link #PROBE_BYTES} bytes of the file, or more
     * @throws ImageReadException if it is none of these formats; the message quotes the start of the file
     */
    public static ImageFormat of(ByteBuffer bytes) throws ImageReadException {
        byte[] first = new byte[Math.min(PROBE_BYTES, bytes.limit())];
        bytes.get(0, first);
        if (first.length == 0) {
            throw new ImageReadException("empty file");
        }
        String start = HexFormat.of().formatHex(first);
        for (ImageFormat format : values()) {
            if (format.signature.matcher(start).lookingAt()) {
                return format;
            }
        }
        Optional<OtherFormat> other = OtherFormat.of(bytes);
        if (other.isPresent()) {
            throw new ImageReadException(other.get().refusal());
        }
        throw new ImageReadException("not an image: starts with " + quote(first));
    }

    /** The text up to the first white space if it is printable ({@code '<!DOCTYPE'}), the first bytes otherwise. */
    private static String quote(byte[] first) {
        String text = new String(first, 0, Math.min(QUOTED_BYTES, first.length), StandardCharsets.ISO_8859_1)
                .strip()
                .split("\\s", 2)[0];
        if (!text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127)) {
            return "'" + text + "'";
        }
        return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(first, 0, Math.min(8, first.length));
    }
}
