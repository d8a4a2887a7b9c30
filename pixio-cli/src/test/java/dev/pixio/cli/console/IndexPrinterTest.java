package dev.pixio.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class IndexPrinterTest {

    private final StringWriter printed = new StringWriter();
    private double seconds;

    private IndexPrinter printer(StatusLine.Mode mode) {
        return new IndexPrinter(new StatusLine(new PrintWriter(printed), mode, () -> Math.round(seconds * 1e9)));
    }

    @Test
    void aSmallFolderPrintsNothing() {
        try (IndexPrinter printer = printer(StatusLine.Mode.REPLACED)) {
            seconds = 1.9;
            printer.accept(500_000);
        }
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void aTerminalHasOneLineThatIsErased() {
        try (IndexPrinter printer = printer(StatusLine.Mode.REPLACED)) {
            seconds = 2;
            printer.accept(1_250_000);
            seconds = 2.05;
            printer.accept(1_250_500);
            seconds = 2.2;
            printer.accept(1_251_000);
        }
        assertThat(printed.toString())
                .isEqualTo("\r\u001b[Kfound 1,250,000 images\r\u001b[Kfound 1,251,000 images\r\u001b[K");
    }

    @Test
    void aPipeHasALineEveryTenSeconds() {
        try (IndexPrinter printer = printer(StatusLine.Mode.APPENDED)) {
            for (int second = 0; second < 25; second++) {
                seconds = second;
                printer.accept(second * 1000L);
            }
        }
        assertThat(printed.toString().lines())
                .containsExactly("found 2,000 images", "found 12,000 images", "found 22,000 images");
    }
}
