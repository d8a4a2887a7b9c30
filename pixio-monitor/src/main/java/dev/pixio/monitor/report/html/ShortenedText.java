package dev.pixio.monitor.report.html;

/** Bounds the length of text from files. */
public final class ShortenedText {

    private ShortenedText() {}

    /** The text, cut to {@code maxLength} code points with an ellipsis if it is longer. */
    public static String of(String text, int maxLength) {
        return text.codePointCount(0, text.length()) <= maxLength
                ? text
                : text.substring(0, text.offsetByCodePoints(0, maxLength - 1)) + "…";
    }
}
