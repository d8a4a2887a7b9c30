package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The header of a PNM file: decimal numbers separated by white space, or named ones in a PAM (P7); comments go from {@code #}
 * to the end of the line.
 *
 * @param kind the digit after P: 1 to 6, or 7 for PAM
 * @param width in pixels
 * @param height in pixels
 * @param depth samples per pixel
 * @param largest the sample value of full intensity (maxval); 1 for bitmaps
 * @param data offset of the first sample in the file
 */
public record PnmHeader(int kind, long width, long height, int depth, int largest, int data) {

    public static final int PAM = 7;

    private static final int LARGEST_SAMPLE = 65535;
    private static final int MAX_PAM_DEPTH = 4;

    private static final Set<String> TUPLE_TYPES =
            Set.of("", "BLACKANDWHITE", "GRAYSCALE", "RGB", "BLACKANDWHITE_ALPHA", "GRAYSCALE_ALPHA", "RGB_ALPHA");

    /** Whether samples are written as decimal numbers. */
    public boolean isText() {
        return kind <= 3;
    }

    /** Whether a pixel is a single bit. */
    public boolean isBitmap() {
        return kind == 1 || kind == 4;
    }

    /** Bytes per sample, for samples that are not text. */
    public int sampleBytes() {
        return largest > 255 ? 2 : 1;
    }

    ImageHeader size() {
        return new ImageHeader(ImageFormat.PNM, width, height);
    }

    /**
     * Reads the header of a file.
     *
     * @throws ImageReadException if it is damaged, or a PAM of channels that are not supported
     */
    public static PnmHeader of(ByteBuffer file) throws ImageReadException {
        Words words = new Words(file);
        int kind = file.get(1) - '0';
        PnmHeader header = kind == PAM ? pam(words) : numbers(kind, words);
        if (header.largest < 1 || header.largest > LARGEST_SAMPLE) {
            throw new ImageReadException("damaged PNM: its largest value (maxval) is " + header.largest + "; 1 to "
                    + LARGEST_SAMPLE + " are permitted");
        }
        return header;
    }

    private static PnmHeader numbers(int kind, Words words) throws ImageReadException {
        long width = words.number();
        long height = words.number();
        int largest = kind == 1 || kind == 4 ? 1 : (int) Math.min(words.number(), Integer.MAX_VALUE);
        return new PnmHeader(kind, width, height, kind % 3 == 0 ? 3 : 1, largest, words.offset + 1);
    }

    private static PnmHeader pam(Words words) throws ImageReadException {
        long width = 0;
        long height = 0;
        long depth = 0;
        long largest = 0;
        String type = "";
        for (String word = words.word(); !word.equals("ENDHDR"); word = words.word()) {
            switch (word) {
                case "WIDTH" -> width = words.number();
                case "HEIGHT" -> height = words.number();
                case "DEPTH" -> depth = words.number();
                case "MAXVAL" -> largest = words.number();
                case "TUPLTYPE" -> type = words.word();
                default -> throw new ImageReadException("damaged PAM: unknown field in its header");
            }
        }
        if (depth < 1
                || depth > MAX_PAM_DEPTH
                || !TUPLE_TYPES.contains(type)
                || (type.startsWith("RGB") && depth < 3)) {
            throw new ImageReadException("a PAM (P7) of " + depth + " channels "
                    + (TUPLE_TYPES.contains(type) ? type : "of another type than grey or RGB")
                    + ", which is not supported");
        }
        return new PnmHeader(
                PAM, width, height, (int) depth, (int) Math.min(largest, Integer.MAX_VALUE), words.offset + 1);
    }

    /** Reads the words and numbers of a text, without white space and comments. */
    public static final class Words {

        /** Exceeds all supported sizes; parsing stops there to avoid an overflow. */
        private static final long PARSE_LIMIT = 1_000_000_000_000L;

        private static final int LONGEST_WORD = 64;

        private final ByteBuffer file;
        private int offset;

        private Words(ByteBuffer file) {
            this.file = file;
            this.offset = 2; // after "P6"
        }

        /** The words of a file from an offset. */
        public Words(ByteBuffer file, int offset) {
            this.file = file;
            this.offset = offset;
        }

        /** The next number. Throws {@link IndexOutOfBoundsException} at the end of the file. */
        public long number() throws ImageReadException {
            skip();
            if (!isDigit(file.get(offset))) {
                throw new ImageReadException("damaged PNM: a size or sample is not a number");
            }
            long number = 0;
            for (; offset < file.limit() && isDigit(file.get(offset)) && number < PARSE_LIMIT; offset++) {
                number = 10 * number + file.get(offset) - '0';
            }
            return number;
        }

        private String word() throws ImageReadException {
            skip();
            int start = offset;
            while (!Character.isWhitespace(file.get(offset))) {
                if (++offset - start > LONGEST_WORD) {
                    throw new ImageReadException("damaged PAM: unknown field in its header");
                }
            }
            byte[] word = new byte[offset - start];
            file.get(start, word);
            return new String(word, StandardCharsets.ISO_8859_1);
        }

        private void skip() {
            while (Character.isWhitespace(file.get(offset)) || file.get(offset) == '#') {
                if (file.get(offset) == '#') {
                    while (file.get(offset) != '\n') {
                        offset++;
                    }
                }
                offset++;
            }
        }

        private static boolean isDigit(byte character) {
            return character >= '0' && character <= '9';
        }
    }
}
