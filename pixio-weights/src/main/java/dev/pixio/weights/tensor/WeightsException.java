package dev.pixio.weights.tensor;

import java.io.IOException;

/** A file of weights cannot be used. The message is one line with the file and the reason. */
public final class WeightsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The maximum length of a message, which may contain names from untrusted files. */
    private static final int LONGEST = 1000;

    public WeightsException(String message) {
        super(oneLine(message));
    }

    private static String oneLine(String message) {
        String shortened = message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
        StringBuilder line = new StringBuilder(shortened.length());
        shortened.codePoints().map(c -> printable(c) ? c : '?').forEach(line::appendCodePoint);
        return line.toString();
    }

    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
