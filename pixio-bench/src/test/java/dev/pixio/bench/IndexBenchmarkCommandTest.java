package dev.pixio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class IndexBenchmarkCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine bench =
            new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void aPathTakesItsNameAndAFewBytes() {
        assertThat(bench.execute("index", "--paths", "500000")).isZero();

        JsonNode figures = JsonMapper.shared().readTree(out.toString());
        assertThat(figures.get("paths").asLong()).isEqualTo(500_000);
        assertThat(figures.get("pathsPerSecond").asDouble()).isPositive();
        double name = figures.get("nameBytes").asDouble();
        assertThat(name).isEqualTo(17); // 00123_0004567.jpg
        // Eight or more; of a heap, which changes by some thousands of bytes between two measurements.
        assertThat(figures.get("bytesAPath").asDouble()).isBetween(name + 7.5, name + 12);
    }

    @Test
    void zeroPathsAreWrongUsage() {
        assertThat(bench.execute("index", "--paths", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--paths must be at least 1, not 0");
    }
}
