package dev.pixio.cli.console;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** Properties of the terminal. The launcher passes them as system properties: not every JVM version can query them. */
public final class Console {

    private static final int DEFAULT_COLUMNS = 100;

    private Console() {}

    /** Whether standard output is a terminal, so that a line can be replaced. */
    static boolean isTerminal() {
        return Boolean.getBoolean("pixio.terminal");
    }

    /** Width of the terminal in characters. */
    static int columns() {
        return Math.max(40, Integer.getInteger("pixio.columns", DEFAULT_COLUMNS));
    }

    /** Whether colours are used: on a terminal that is not dumb, unless NO_COLOR is set (no-color.org). */
    static boolean hasColours() {
        String noColour = System.getenv("NO_COLOR");
        return isTerminal() && (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Colours of help texts. */
    public static ColorScheme colours() {
        return Help.defaultColorScheme(hasColours() ? Ansi.ON : Ansi.OFF);
    }

    /** The text in bold, if colours are used. */
    public static String bold(String text) {
        return hasColours() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** The text dimmed, if colours are used. */
    public static String dim(String text) {
        return hasColours() ? "\u001b[2m" + text + "\u001b[0m" : text;
    }
}
