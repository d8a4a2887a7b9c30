package dev.pixio.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StatusLineTest {

    private static final String ERASE = "\r\u001b[K";

    private final StringWriter printed = new StringWriter();
    private double seconds;

    private StatusLine line(StatusLine.Mode mode) {
        return new StatusLine(new PrintWriter(printed), mode, () -> Math.round(seconds * 1e9));
    }

    @Test
    void onATerminalABarOfThirtyColumnsIsReplaced() {
        StatusLine line = line(StatusLine.Mode.REPLACED);
        line.update(0.5, () -> "half");
        seconds = 0.05;
        line.update(0.75, () -> "too soon");
        line.println("saved");
        seconds = 0.2;
        line.update(() -> "x".repeat(200));
        line.clear();
        line.clear();

        assertThat(printed.toString())
                .isEqualTo(ERASE + "━".repeat(30) + "  half" + ERASE + "saved" + System.lineSeparator() + ERASE
                        + "x".repeat(99) + ERASE);
    }

    @Test
    void inAPipeALineWithoutBarIsPrintedEveryTenSeconds() {
        StatusLine line = line(StatusLine.Mode.APPENDED);
        line.print(0, "first");
        seconds = 9;
        line.update(0.5, () -> "too soon");
        seconds = 10;
        line.update(0.5, () -> "x".repeat(200));
        line.print(1, "last");
        line.clear();

        assertThat(printed.toString().lines()).containsExactly("first", "x".repeat(200), "last");
    }

    @Test
    void aHiddenStatusPrintsOnlyPermanentLines() {
        StatusLine line = line(StatusLine.Mode.HIDDEN);
        line.print(0, "first");
        seconds = 100;
        line.update(0.5, () -> "half");
        line.println("saved");
        line.clear();

        assertThat(printed.toString().lines()).containsExactly("saved");
    }
}
