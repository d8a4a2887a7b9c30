package dev.pixio.monitor;

import java.util.Locale;

/** Formats durations, counts, bytes and percentages for people. */
public final class NumberText {

    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private NumberText() {}

    /** A duration, such as {@code 3 h 12 min}, {@code 4 min 05 s} or {@code 7 s}; {@code ?} if it is not finite. */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "?";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
        }
        if (whole < 24 * 3600) {
            return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
        }
        return String.format(Locale.ROOT, "%d d %02d h", whole / 86400, whole % 86400 / 3600);
    }

    /** A count with a decimal prefix, such as {@code 21.6 M} or {@code 5.40 G}. */
    public static String count(double number) {
        if (number < 1e3) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        if (number < 1e6) {
            return String.format(Locale.ROOT, "%.1f k", number / 1e3);
        }
        return number < 1e9
                ? String.format(Locale.ROOT, "%.1f M", number / 1e6)
                : String.format(Locale.ROOT, "%.2f G", number / 1e9);
    }

    /** A size with a binary prefix, such as {@code 318 MiB}. */
    public static String bytes(double number) {
        int unit = 0;
        double shown = number;
        while (shown >= 1024 && unit < BYTES.length - 1) {
            shown /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, shown < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", shown, BYTES[unit]);
    }

    /**
     * Three significant digits, without trailing zeros: {@code 0.00015}, {@code 1.5e-06}, {@code 42.1}; whole numbers from a thousand to
     * a million: {@code 1083}.
     */
    public static String number(double value) {
        if (Math.abs(value) >= 999.5 && Math.abs(value) < 1e6) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, "%.3g", value)
                .replaceFirst("(\\.\\d*?)0+(e|$)", "$1$2")
                .replaceFirst("\\.(e|$)", "$1");
    }

    /**
     * Three significant digits and a power of ten, as options are written: {@code 1.5e-4}, {@code 8e-4}, {@code 1.9e-10}; {@code 0} for
     * zero.
     */
    public static String scientific(double value) {
        return value == 0
                ? "0"
                : String.format(Locale.ROOT, "%.2e", value)
                        .replaceFirst("\\.?0*e", "e")
                        .replaceFirst("e([+-])0", "e$1");
    }

    /** An integer with thousands separators: {@code 12,345}. */
    public static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A fraction from 0 to 1 as a percentage, such as {@code 12.5 %}; {@code ?} if it is not finite. */
    public static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "?";
    }

    /**
     * A number of things: {@code 1 step}, {@code 2 steps}.
     *
     * @param thing in the singular, whose plural ends with s
     */
    public static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
