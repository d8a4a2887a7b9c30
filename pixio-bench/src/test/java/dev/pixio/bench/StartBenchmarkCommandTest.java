package dev.pixio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StartBenchmarkCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine bench =
            new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @AfterEach
    void clearLauncher() {
        System.clearProperty(StartBenchmarkCommand.LAUNCHER);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void jsonIsOneObject(@TempDir Path folder) throws Exception {
        Path launcher = Files.writeString(folder.resolve("pixio"), "echo 'recipe quick'; echo 'epoch 1'\n");
        System.setProperty(StartBenchmarkCommand.LAUNCHER, launcher.toString());

        assertThat(bench.execute("start", "--rounds", "2", "--json")).isZero();

        JsonNode figures = JsonMapper.shared().readTree(out.toString());
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(figures.get("rounds").asInt()).isEqualTo(2);
        assertThat(figures.get("firstStepSeconds").asDouble()).isPositive();
        assertThat(figures.propertyNames())
                .contains(
                        "firstStepMinSeconds",
                        "firstStepMaxSeconds",
                        "commandLineSeconds",
                        "planSeconds",
                        "endSeconds");
    }

    @Test
    void zeroRoundsAreWrongUsage() {
        assertThat(bench.execute("start", "--rounds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--rounds must be at least 1, not 0");
    }

    @Test
    void withoutTheLauncherTheMessageNamesTheCommand() {
        assertThat(bench.execute("start")).isEqualTo(1);
        assertThat(err.toString()).contains("./pixio bench start");
    }
}
