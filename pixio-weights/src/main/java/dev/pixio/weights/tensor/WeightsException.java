package dev.pixio.weights.tensor;

import java.io.IOException;

/** A weight file that cannot be used; the message says in one line which and why. */
public final class WeightsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Names in a message come from files, which may put anything into them. */
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
