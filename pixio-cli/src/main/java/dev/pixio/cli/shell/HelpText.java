package dev.pixio.cli.shell;

import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** The texts of picocli's model without its markup. */
final class HelpText {

    private HelpText() {}

    /** Lines of a description or a footer. */
    static List<String> lines(String... texts) {
        return Arrays.stream(texts).map(HelpText::plain).flatMap(String::lines).toList();
    }

    /** The first sentence of a description, without its full stop; empty if there is none. */
    static String summary(List<String> lines) {
        String first = lines.isEmpty() ? "" : lines.get(0).strip();
        int end = first.indexOf(". ");
        return (end < 0 ? first : first.substring(0, end)).replaceAll("\\.$", "");
    }

    private static String plain(String text) {
        String formatted;
        try {
            formatted = String.format(Locale.ROOT, text);
        } catch (IllegalFormatException e) {
            formatted = text; // a percent sign in a text, which picocli prints as well
        }
        return Ansi.OFF.string(formatted);
    }
}
