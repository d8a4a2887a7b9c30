package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixio.cli.Cli;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Precision;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelsEstimateTest {

    @Test
    void everyModelHasARowWithKeptAndOneWithRecomputedActivations() {
        Cli result = Cli.run("models", "--device", "h100");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains(
                        "NVIDIA H100 SXM in bf16, at 33 % of 989 TFLOP/s",
                        "The share is an assumption", "1,000,000 images");
        assertThat(result.out().lines().filter(line -> line.contains(" kept "))).hasSize(7);
        assertThat(result.out().lines().filter(line -> line.contains(" recomputed ")))
                .hasSize(7);
    }

    /**
     * The step of lightly's recipe on a GPU is 184,289,329,152 operations an image, as torch counts them. A million images at half of 312
     * TFLOP/s take 1,181 s.
     */
    @Test
    void hoursFollowFromOperationsAndShare() {
        JsonNode kept = estimate("--device", "A100", "--recipe", "lightly", "--batch-size", "32", "--share", "0.5");

        assertThat(kept.path("activations").asString()).isEqualTo("kept");
        assertThat(kept.path("flops").asDouble()).isCloseTo(32 * 184_289_329_152.0, within(1.0));
        assertThat(kept.path("hours").asDouble()).isCloseTo(184_289.329152 / 156 / 3600, within(1e-6));
        assertThat(kept.path("imagesPerSecond").asDouble()).isCloseTo(846.49, within(0.01));
        assertThat(kept.path("microBatch").asInt()).isEqualTo(32);
    }

    @Test
    void aBatchThatDoesNotFitIsDividedEvenly() {
        JsonNode large = estimate("--device", "l4", "--recipe", "lightly", "--batch-size", "512");

        assertThat(large.path("microBatch").asInt()).isBetween(16, 64);
        assertThat(large.path("bytes").asDouble()).isLessThan(24e9);
        assertThat(estimate("--device", "l4", "--model", "5b")
                        .path("microBatch")
                        .asInt())
                .isZero();
    }

    @Test
    void blocksAreTimedOnThisProcessor() {
        assumeThat(ExplicitBlock.isAvailable(Precision.FP32.dtype()))
                .as("an x86 processor")
                .isTrue();

        JsonNode estimate = estimate("--device", "cpu", "--model", "48x2x3");

        assertThat(estimate.path("device").asString()).isEqualTo("this processor");
        assertThat(estimate.path("seconds").asDouble()).isPositive();
    }

    private static JsonNode estimate(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "models";
        arguments[1] = "--json";
        System.arraycopy(options, 0, arguments, 2, options.length);
        Cli result = Cli.run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return JsonMapper.shared().readTree(result.out()).path("estimates").path(0);
    }
}
