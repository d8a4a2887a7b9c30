package dev.pixio.bench.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@EnabledOnOs(OS.LINUX)
class ProfileBenchmarkCommandTest {

    private static final List<String> TINY = List.of(
            "profile",
            "--recipe=quick",
            "--model=8x1x1",
            "--image-size=16",
            "--patch-size=4",
            "--mask-cell=1",
            "--decoder=4x1x1",
            "--device=cpu",
            "--precision=fp32",
            "--batch-size=2",
            "--steps=2");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine bench = new CommandLine(new BenchCommand())
            .setCaseInsensitiveEnumValuesAllowed(true) // as the program does
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));

    private int profile(String... options) {
        List<String> arguments = new ArrayList<>(TINY);
        arguments.addAll(List.of(options));
        return bench.execute(arguments.toArray(String[]::new));
    }

    @Test
    void theKindsOfWorkAddUpToTheStep(@TempDir Path folder) {
        Path trace = folder.resolve("trace.json");

        assertThat(profile("--json", "--trace=" + trace)).isZero();

        JsonNode result = JsonMapper.shared().readTree(out.toString());
        assertThat(result.path("times").asString()).isEqualTo("operators on the CPU");
        assertThat(result.path("kinds")
                        .valueStream()
                        .map(kind -> kind.path("name").asString()))
                .contains("matrix products", "attention", "norms", "element-wise", "optimizer", "idle");
        assertThat(result.path("kinds")
                        .valueStream()
                        .mapToDouble(kind -> kind.path("milliseconds").asDouble())
                        .sum())
                .isEqualTo(result.path("milliseconds").asDouble(), within(1e-6));
        assertThat(trace).isNotEmptyFile();
    }

    @Test
    void theTableSaysWhatTheTimesAreOf() {
        assertThat(profile()).isZero();

        assertThat(out.toString())
                .contains("Training step of 'quick', fp32", "times of operators on the CPU", "kind of work", "aten::");
    }

    @Test
    void aWrongNumberOfStepsIsWrongUsage() {
        assertThat(bench.execute("profile", "--steps=0")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps must be from 1 to 1000, not 0");
    }
}
