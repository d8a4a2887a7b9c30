package dev.pixio.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StepCostTest {

    static Stream<JsonNode> countsOfTorch() throws IOException {
        try (InputStream in = StepCostTest.class.getResourceAsStream("/golden/step_flops.json")) {
            return StreamSupport.stream(
                    JsonMapper.shared().readTree(in).path("counts").spliterator(), false);
        }
    }

    /** tools/reference/step_flops.py counts the operations of the same model in torch while they run. */
    @ParameterizedTest
    @MethodSource("countsOfTorch")
    void aStepHasTheOperationsThatTorchCounts(JsonNode counted) {
        StepCost cost = StepCost.of(
                config(counted),
                Activations.valueOf(counted.path("activations").asString().toUpperCase(Locale.ROOT)),
                StepCost.AttentionKind.valueOf(
                        counted.path("attention").asString().toUpperCase(Locale.ROOT)));

        assertThat(cost.forward()).isCloseTo(counted.path("forward").asDouble(), within(0.5));
        assertThat(cost.total()).isCloseTo(counted.path("step").asDouble(), within(0.5));
    }

    private static PixioConfig config(JsonNode shape) {
        JsonNode encoder = shape.path("encoder");
        JsonNode decoder = shape.path("decoder");
        int image = shape.path("image").asInt();
        return new PixioConfig(
                new PatchGrid(image, image, 3, shape.path("patch").asInt()),
                new EncoderConfig(
                        encoder.path(0).asInt(),
                        encoder.path(1).asInt(),
                        encoder.path(2).asInt(),
                        4,
                        shape.path("class_tokens").asInt(),
                        0),
                new DecoderConfig(
                        decoder.path(0).asInt(),
                        decoder.path(1).asInt(),
                        decoder.path(2).asInt(),
                        4),
                new MaskConfig(0.75, shape.path("cell").asInt()),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }
}
