package dev.pixio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeadBenchmarkCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine bench =
            new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void aRoundIsMeasuredForEachLineOfTheInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("\n\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(bench.execute(
                            "head",
                            "--head=linear",
                            "--width=8",
                            "--image-size=32",
                            "--classes=3",
                            "--batch-size=2",
                            "--paced"))
                    .isZero();
        } finally {
            System.setIn(before);
        }

        List<JsonNode> lines =
                out.toString().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines).hasSize(4); // ready, two rounds, end
        JsonNode ready = lines.get(0).get("ready");
        assertThat(ready.get("batchSize").asInt()).isEqualTo(2);
        // Batch normalisation and a convolution on 16 channels, 3 classes: as bench/peers/head.py counts them.
        assertThat(ready.get("parameters").asLong()).isEqualTo(2 * 16 + 3 * 16 + 3);
        assertThat(lines.get(1).get("round").get("imagesPerSecond").asDouble()).isPositive();
        assertThat(lines.get(2).get("round").get("seconds").asDouble()).isPositive();
        assertThat(lines.get(3).has("end")).isTrue();
    }

    @Test
    void anUnknownHeadIsWrongUsage() {
        assertThat(bench.execute("head", "--head", "mlp")).isEqualTo(2);
        assertThat(err.toString()).contains("the head is linear or dpt, not mlp");
    }

    @Test
    void aSizeThatIsNotInPatchesIsWrongUsage() {
        assertThat(bench.execute("head", "--image-size", "40")).isEqualTo(2);
        assertThat(err.toString()).contains("--image-size a multiple of 16");
    }
}
