package dev.pixio.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.Pixio;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import java.io.InputStream;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelCatalogTest {

    @Test
    void everyEntryHasAsManyParametersAsTimmAndLightlyBuild() throws Exception {
        try (InputStream in = ModelCatalogTest.class.getResourceAsStream("/golden/parameter_counts.json")) {
            JsonNode golden = JsonMapper.shared().readTree(in);
            assertThat(golden.size()).isEqualTo(ModelCatalog.entries().size());
            for (ModelCatalog.Entry entry : ModelCatalog.entries()) {
                JsonNode expected = golden.path(entry.name());
                ModelCost fixed = ModelCost.of(config(entry, Positions.SINCOS));
                ModelCost learned = ModelCost.of(config(entry, Positions.LEARNED));

                assertThat(fixed.encoderParameters())
                        .as(entry.name())
                        .isEqualTo(expected.path("encoder").asLong());
                assertThat(fixed.decoderParameters())
                        .as(entry.name())
                        .isEqualTo(expected.path("decoder").asLong());
                assertThat(learned.encoderParameters())
                        .as(entry.name())
                        .isEqualTo(expected.path("encoder").asLong()
                                + expected.path("positions").asLong());
                assertThat(learned.decoderParameters())
                        .as(entry.name())
                        .isEqualTo(expected.path("decoder").asLong()
                                + expected.path("decoder_positions").asLong());
            }
        }
    }

    @Test
    void theFullSmallModelHasTheParametersOfItsCost() {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = config(ModelCatalog.find("s"), Positions.SINCOS);

            Map<String, Tensor> parameters = Tensors.parameters(new Pixio(config, 0));

            long counted = parameters.values().stream().mapToLong(Tensor::numel).sum();
            assertThat(counted).isEqualTo(ModelCost.of(config).parameters()).isEqualTo(21592704L + 101468928L);
        }
    }

    @Test
    void aTrainingPassOfTheSmallModelIs183Gigaflop() {
        // Counted by hand: 12 x 384^2 x 12 weights over 72 tokens, 12 x 512^2 x 32 over 264, both products of
        // attention.
        double encoder = 2.0 * 12 * 384 * 384 * 12 * 72 + 4.0 * 72 * 72 * 384 * 12;
        double decoder = 2.0 * 12 * 512 * 512 * 32 * 264 + 4.0 * 264 * 264 * 512 * 32;
        double edges = 2.0 * (64 * 768 * 384 + 72 * 384 * 512 + 192 * 512 * 768);

        ModelCost cost = ModelCost.of(config(ModelCatalog.find("s"), Positions.SINCOS));

        assertThat(cost.trainingFlops()).isCloseTo(3 * (encoder + decoder + edges), within(1.0));
        assertThat(cost.trainingFlops() / 1e9).isBetween(180.0, 186.0);
    }

    @Test
    void aModelIsFoundByEachOfItsNames() {
        assertThat(ModelCatalog.find("vit-s")).isEqualTo(ModelCatalog.find("s"));
        assertThat(ModelCatalog.find("ViT-S/16")).isEqualTo(ModelCatalog.find("s"));
        assertThatThrownBy(() -> ModelCatalog.find("xl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no model 'xl'; there is ti, s, b, l, h, 1b, 5b, or width, depth and heads: 192x6x3");
    }

    @Test
    void aShapeIsFoundWithoutAName() {
        assertThat(ModelCatalog.find("384x12x6").encoder())
                .isEqualTo(ModelCatalog.find("s").encoder());
        assertThatThrownBy(() -> ModelCatalog.find("100x2x3")).hasMessageContaining("100");
    }

    private static PixioConfig config(ModelCatalog.Entry entry, Positions positions) {
        return new PixioConfig(
                new PatchGrid(256, 256, 3, 16),
                entry.encoder(),
                DecoderConfig.PAPER,
                new MaskConfig(0.75, 4),
                positions,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }
}
