package dev.pixio.image.format;

import java.nio.ByteBuffer;

/** The header of a PNM file: numbers in decimal, apart by blanks, with comments from {@code #} to the end of the line. */
final class PnmHeader {

    /** More than any size that is read; stops the number from running over. */
    private static final long ENOUGH = 1_000_000_000_000L;

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
        for (; isDigit(file.get(offset)) && number < ENOUGH; offset++) {
            number = 10 * number + file.get(offset) - '0';
        }
        return number;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
