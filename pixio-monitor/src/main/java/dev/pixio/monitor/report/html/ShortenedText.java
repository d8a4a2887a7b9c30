package dev.pixio.monitor.report.html;

/** Texts of others, no longer than a page can bear. */
public final class ShortenedText {

    private ShortenedText() {}

    public static String of(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
