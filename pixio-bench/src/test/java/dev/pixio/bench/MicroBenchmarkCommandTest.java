package dev.pixio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MicroBenchmarkCommandTest {

    private final StringWriter err = new StringWriter();
    private final CommandLine bench = new CommandLine(new BenchCommand()).setErr(new PrintWriter(err));
    private final PrintStream standard = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** JMH always writes to standard output. */
    @BeforeEach
    void captureOutput() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(standard);
    }

    @Test
    void aNameSelectsABenchmarkThatRunsInASeparateJvm() {
        assertThat(bench.execute("micro", "mask", "--quick")).isZero();

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("# Fork: 1 of 1", "MaskBenchmark.mask", "ms/op")
                .doesNotContain("DecodeBenchmark");
    }

    @Test
    void anUnknownNameIsWrongUsage() {
        assertThat(bench.execute("micro", "nothing", "--quick")).isEqualTo(2);
        assertThat(err.toString()).contains("no benchmark matches 'nothing'");
    }

    @Test
    void anInvalidRegularExpressionIsWrongUsage() {
        assertThat(bench.execute("micro", "[")).isEqualTo(2);
        assertThat(err.toString()).contains("[ is not a regular expression");
    }
}
