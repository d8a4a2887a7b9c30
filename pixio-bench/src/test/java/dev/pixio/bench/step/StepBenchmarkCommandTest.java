package dev.pixio.bench.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.bench.BenchCommand;
import dev.pixio.nn.explicit.ExplicitBlock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StepBenchmarkCommandTest {

    private static final List<String> TINY = List.of(
            "step",
            "--recipe=quick",
            "--model=8x1x1",
            "--image-size=16",
            "--patch-size=4",
            "--mask-cell=1",
            "--class-tokens=2",
            "--decoder=4x1x1",
            "--device=cpu",
            "--precision=fp32",
            "--rounds=1",
            "--round-seconds=0");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine bench = new CommandLine(new BenchCommand())
            .setCaseInsensitiveEnumValuesAllowed(true) // as the program does
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));

    private int step(String... options) {
        List<String> arguments = new ArrayList<>(TINY);
        arguments.addAll(List.of(options));
        return bench.execute(arguments.toArray(String[]::new));
    }

    @Test
    void theModelIsThatOfTheOptions() {
        assertThat(step("--json")).isZero();

        JsonNode result = JsonMapper.shared().readTree(out.toString());
        long encoder = (48 * 8 + 8) + 2 * 8 + block(8) + 2 * 8;
        long decoder = (8 * 4 + 4) + 4 + block(4) + 2 * 4 + (4 * 48 + 48);
        assertThat(result.path("parameters").asLong()).isEqualTo(encoder + decoder);
        assertThat(result.path("imagesPerSecond").asDouble()).isPositive();
    }

    /** Weights, biases and norms of a block with an MLP of four times its width. */
    private static long block(long width) {
        return 12 * width * width + 9 * width + 4 * width;
    }

    @Test
    void theBoundIsAProductByTheLibraryOfTheStep() {
        assertThat(step("--batch-size=1")).isZero();

        String library = ExplicitBlock.isAvailable(ScalarType.Float) ? "oneDNN linear, packed weight" : "matmul";
        assertThat(out.toString()).contains("products of 2048 x 2048, " + library, "batch size 1");
    }

    @Test
    void aProgramThatComparesIsToldWhatIsMeasured() {
        InputStream standard = System.in;
        System.setIn(new ByteArrayInputStream("go\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(step("--paced", "--micro-batch=4")).isZero();
        } finally {
            System.setIn(standard);
        }
        List<JsonNode> lines =
                out.toString().lines().map(JsonMapper.shared()::readTree).toList();

        assertThat(lines).hasSize(3);
        JsonNode ready = lines.get(0).path("ready");
        assertThat(ready.path("batchSize").asInt()).as("of the recipe").isEqualTo(16);
        assertThat(ready.path("microBatch").asInt()).isEqualTo(4);
        assertThat(ready.path("precision").asString()).isEqualTo("fp32");
        assertThat(ready.path("parameters").asLong()).isPositive();
        assertThat(ready.path("tokens").valueStream().map(JsonNode::asInt))
                .as("2 class tokens; a quarter of 16 patches, and all")
                .containsExactly(6, 18);
        assertThat(lines.get(1).path("round").path("share").asDouble()).isPositive();
        assertThat(lines.get(2).path("end").path("peakRssMiB").asLong()).isPositive();
    }

    @Test
    void wrongNumbersAndShapesAreWrongUsage() {
        assertThat(step("--batch-size=0")).isEqualTo(2);
        assertThat(step("--mask-cell=3")).isEqualTo(2);
        assertThat(bench.execute("step", "--round-seconds=NaN")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--batch-size and --micro-batch must be at least 1",
                        "mask",
                        "--round-seconds must be from 0 to 3600, not NaN");
    }

    @Test
    void graphsNeedAGpu() {
        assertThat(step("--cuda-graphs=on")).isEqualTo(2);

        assertThat(err.toString()).contains("--cuda-graphs on needs a GPU, and the device is cpu");
    }
}
