package dev.pixio.cli.console;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** What the output goes to. The launcher tells, because a JVM cannot ask in every version. */
public final class Console {

    private static final int USUAL_COLUMNS = 100;

    private Console() {}

    /** Whether a person watches the output, so that a line may be drawn again. */
    static boolean isTerminal() {
        return Boolean.getBoolean("pixio.terminal");
    }

    /** Width of the terminal in characters. */
    static int columns() {
        return Math.max(40, Integer.getInteger("pixio.columns", USUAL_COLUMNS));
    }

    /** Colours on a terminal that wants them: neither in a pipe, nor with NO_COLOR (no-color.org), nor on a dumb one. */
    static boolean hasColours() {
        String noColour = System.getenv("NO_COLOR");
        return isTerminal() && (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    public static ColorScheme colours() {
        return Help.defaultColorScheme(hasColours() ? Ansi.ON : Ansi.OFF);
    }

    /** The text in bold, where there are colours. */
    public static String bold(String text) {
        return hasColours() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** The text in a quieter colour, where there are colours. */
    public static String quiet(String text) {
        return hasColours() ? "\u001b[2m" + text + "\u001b[0m" : text;
    }
}
