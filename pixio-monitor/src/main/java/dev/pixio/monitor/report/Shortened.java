package dev.pixio.monitor.report;

/** Texts of others, no longer than a page can bear. */
public final class Shortened {

    private Shortened() {}

    public static String of(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
