package dev.pixio.io;

/** Texts of files in messages: a message is one line, whatever a file contains. */
public final class OneLine {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private OneLine() {}

    /** A text without line breaks and control characters, which are replaced by a question mark. */
    public static String of(String text) {
        return of(text, text.length());
    }

    /**
     * A text without line breaks and control characters, which are replaced by a question mark.
     *
     * @param longest number of characters after which it is cut
     */
    public static String of(String text, int longest) {
        String shortened = text.length() > longest ? text.substring(0, longest) + "..." : text;
        StringBuilder line = new StringBuilder(shortened.length());
        shortened.codePoints().map(c -> printable(c) ? c : '?').forEach(line::appendCodePoint);
        return line.toString();
    }

    /** Joiners are letters' forms in Persian and Indian names; the other format characters change the direction of a line. */
    private static boolean printable(int codePoint) {
        if (codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER) {
            return true;
        }
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
