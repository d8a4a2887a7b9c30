package dev.pixio.cli.console;

import dev.pixio.monitor.NumberText;

/** Numbers as people read them: {@link NumberText}, by a name as short as a printed line needs. */
public final class Text {

    private Text() {}

    /** Such as {@code 3 h 12 min}, {@code 4 min 05 s} or {@code 7 s}. */
    public static String duration(double seconds) {
        return NumberText.duration(seconds);
    }

    /** Such as {@code 21.6 M} or {@code 5.4 G}. */
    public static String count(double number) {
        return NumberText.count(number);
    }

    /** Such as {@code 318 MiB}. */
    public static String bytes(double number) {
        return NumberText.bytes(number);
    }

    /** Three digits that matter, plainly where that is short: {@code 0.00015}, {@code 1.5e-06}, {@code 42.1}. */
    public static String number(double value) {
        return NumberText.number(value);
    }
}
