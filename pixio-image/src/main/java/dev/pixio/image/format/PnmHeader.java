package dev.pixio.image.format;

import java.nio.ByteBuffer;

/** The header of a PNM file: decimal numbers separated by white space, with comments from {@code #} to the end of the line. */
final class PnmHeader {

    /** Exceeds all supported sizes; parsing stops there to avoid an overflow. */
    private static final long PARSE_LIMIT = 1_000_000_000_000L;

    private final ByteBuffer file;
    private int offset = 2; // after "P6"

    PnmHeader(ByteBuffer file) {
        this.file = file;
    }

    ImageHeader read() throws ImageReadException {
        long width = number();
        return new ImageHeader(ImageFormat.PNM, width, number());
    }

    private long number() throws ImageReadException {
        while (Character.isWhitespace(file.get(offset)) || file.get(offset) == '#') {
            if (file.get(offset) == '#') {
                while (file.get(offset) != '\n') {
                    offset++;
                }
            }
            offset++;
        }
        if (!isDigit(file.get(offset))) {
            throw new ImageReadException("damaged PNM: its size is not a number");
        }
        long number = 0;
        for (; isDigit(file.get(offset)) && number < PARSE_LIMIT; offset++) {
            number = 10 * number + file.get(offset) - '0';
        }
        return number;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
