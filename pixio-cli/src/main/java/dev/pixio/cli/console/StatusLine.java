package dev.pixio.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The progress of a command in one line: replaced in place on a terminal, appended every ten seconds in a pipe or a file. Not
 * thread-safe.
 */
public final class StatusLine {

    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

    /** To the first column, and erase to the end of the line (ECMA-48: CR, EL). */
    private static final String ERASE = "\r\u001b[K";

    private static final int BAR = 30;
    private static final int SHORTEST_BAR = 8;

    private final PrintWriter out;
    private final Mode mode;
    private final LongSupplier nanoTime;
    private long next;
    private boolean drawn;

    /** What happens to the previous status. */
    enum Mode {
        /** It is replaced, on a terminal. */
        REPLACED,
        /** A new line follows it, in a pipe or a file. */
        APPENDED,
        /** No status is printed. */
        HIDDEN
    }

    StatusLine(PrintWriter out, Mode mode, LongSupplier nanoTime) {
        this.out = out;
        this.mode = mode;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Replaced on a terminal, appended elsewhere. */
    public static StatusLine on(PrintWriter out) {
        return new StatusLine(out, Console.isTerminal() ? Mode.REPLACED : Mode.APPENDED, System::nanoTime);
    }

    /** Replaced on a terminal, hidden elsewhere. */
    public static StatusLine onTerminal(PrintWriter out) {
        return new StatusLine(out, Console.isTerminal() ? Mode.REPLACED : Mode.HIDDEN, System::nanoTime);
    }

    /** Prints no status, only permanent lines. */
    public static StatusLine hidden(PrintWriter out) {
        return new StatusLine(out, Mode.HIDDEN, System::nanoTime);
    }

    /** Prints no status before a time has passed, so that short operations print none. */
    void startAfter(Duration time) {
        next = nanoTime.getAsLong() + time.toNanos();
    }

    /** Prints a status if the last one is older than 0.1 s on a terminal, or 10 s elsewhere. */
    public void update(Supplier<String> text) {
        if (isDue()) {
            String now = text.get();
            print(mode == Mode.REPLACED ? cut(now) : now);
        }
    }

    /**
     * Prints a status if the last one is old enough, on a terminal with a progress bar if the columns suffice.
     *
     * @param done the completed share, from 0 to 1
     */
    public void update(double done, Supplier<String> text) {
        if (isDue()) {
            print(done, text.get());
        }
    }

    /** Prints a status with a progress bar, however recent the last one is. */
    public void print(double done, String text) {
        print(mode == Mode.REPLACED ? withBar(done, text) : text);
    }

    private boolean isDue() {
        return mode != Mode.HIDDEN && nanoTime.getAsLong() - next >= 0;
    }

    private void print(String text) {
        if (mode == Mode.HIDDEN) {
            return;
        }
        next = nanoTime.getAsLong() + (mode == Mode.REPLACED ? REDRAW_NANOS : LINE_NANOS);
        if (mode == Mode.REPLACED) {
            out.print(ERASE + text);
            drawn = true;
        } else {
            out.println(text);
        }
        out.flush();
    }

    private static String withBar(double done, String text) {
        int columns = Console.columns() - 1 - text.length() - 2;
        if (columns < SHORTEST_BAR) {
            return cut(text);
        }
        int width = Math.min(columns, BAR);
        int full = (int) Math.round(done * width);
        return "━".repeat(full) + Console.dim("━".repeat(width - full)) + "  " + text;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), Console.columns() - 1));
    }

    /** Prints a permanent line in place of the status. */
    public void println(String line) {
        if (mode == Mode.REPLACED) {
            out.print(ERASE);
            drawn = false;
        }
        out.println(line);
        out.flush();
    }

    /** Erases the status from a terminal. */
    public void clear() {
        if (drawn) {
            out.print(ERASE);
            out.flush();
            drawn = false;
        }
    }

    /** Keeps the last status and starts a new line. */
    public void end() {
        out.println();
        out.flush();
        drawn = false;
    }
}
