package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.Tokens;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Positions;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads weights that Python libraries saved and compares the features with those of their own modules; see {@code layouts_golden.py}. */
class LayoutsGoldenTest {

    /** Documented in docs/weights.md; the measured differences are at most 1e-6. */
    private static final double TOLERANCE = 1e-5;

    private static final Map<String, Double> MEASURED = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({
        "official_a, model.pth, OFFICIAL, 3",
        "official_b, model.pth, OFFICIAL, 4",
        "official_training, checkpoint.pth, OFFICIAL, 0",
        "mae_a, model.pth, MAE, 3",
        "mae_b, model.pth, MAE, 4",
        "timm_a, model.safetensors, TIMM, 3",
        "timm_b, model.safetensors, TIMM, 4",
        "lightly_a, model.pth, LIGHTLY, 3",
        "lightly_b, model.pth, LIGHTLY, 4",
        "lightly_split_a, model.pth, LIGHTLY_SPLIT, 3",
        "lightly_split_b, last.ckpt, LIGHTLY_SPLIT, 4",
        "huggingface_a, '', HUGGINGFACE, 0",
        "huggingface_b, '', HUGGINGFACE, 0",
        "huggingface_memory, '', HUGGINGFACE, 0",
        "huggingface_hub, '', HUGGINGFACE, 0",
        "huggingface_backbone, '', HUGGINGFACE, 0"
    })
    void featuresAreThoseOfTheLibrary(String name, String file, WeightLayout layout, int heads) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Golden golden = Golden.read("layouts/" + name + "/expected.safetensors");
            ModelFile opened = ModelFile.open(path(name).resolve(file), hints(heads));

            assertThat(opened.layout()).isEqualTo(layout);
            assertThat(opened.report().missing()).isEmpty();
            assertThat(opened.report().unexpected()).isEmpty();
            Encoder encoder = opened.loadEncoder();
            close(name, tokens(encoder, golden.get("pixels")), golden.get("tokens"));
            close(name + " at another size", tokens(encoder, golden.get("pixels_other")), golden.get("tokens_other"));
        }
    }

    private static void close(String what, Tensor actual, Tensor golden) {
        MEASURED.put(what, Compare.largestDifference(actual, golden));
        Compare.close(what, actual, golden, TOLERANCE);
    }

    /** For the table in docs/weights.md. */
    @AfterAll
    static void writeDifferences() throws IOException {
        List<String> lines = new ArrayList<>();
        MEASURED.forEach((what, difference) -> lines.add(String.format(Locale.ROOT, "%-40s %.1e", what, difference)));
        Files.write(Path.of("target", "layout-differences.txt"), lines);
    }

    private static Tensor tokens(Encoder encoder, Tensor pixels) {
        Features features = encoder.features(pixels);
        return torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1); // [B, K + N, D]
    }

    @ParameterizedTest
    @CsvSource({
        "official_training, checkpoint.pth, 0",
        "mae_a, model.pth, 3",
        "mae_b, model.pth, 4",
        "lightly_a, model.pth, 3",
        "lightly_b, model.pth, 4",
        "lightly_split_a, model.pth, 3",
        "lightly_split_b, last.ckpt, 4"
    })
    void reconstructionsAreThoseOfTheLibrary(String name, String file, int heads) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Golden golden = Golden.read("layouts/" + name + "/expected.safetensors");
            Pixio model = ModelFile.open(path(name).resolve(file), hints(heads)).load();
            PixioConfig config = model.config();
            // Most files do not contain the settings of the mask, and the weights do not depend on them.
            MaskConfig cells = new MaskConfig(0.75, Integer.parseInt(golden.metadata("cell")));
            GridMask mask = GridMask.fromNoise(golden.get("noise"), config.grid(), cells);

            Tensor predicted = model.forward(golden.get("pixels"), mask).predicted();

            Tensor expected = Tokens.getAtIndex(golden.get("predicted"), mask.masked()); // [B, masked, P*P*C]
            close(name + " reconstructed", predicted, expected);
        }
    }

    @Test
    void settingsOfTheTrainingAreRead() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = ModelFile.open(path("official_training").resolve("checkpoint.pth"))
                    .config();

            assertThat(config.mask()).isEqualTo(new MaskConfig(0.75, 2));
            assertThat(config.encoder().heads()).isEqualTo(3);
            assertThat(config.decoder().heads()).isEqualTo(2);
            assertThat(config.positions()).isEqualTo(Positions.LEARNED);
        }
    }

    @Test
    void fixedPositionsAreDetectedByTheirValues() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(path("mae_a").resolve("model.pth"), hints(3))
                            .config()
                            .positions())
                    .isEqualTo(Positions.SINCOS);
        }
    }

    @Test
    void ignoredWeightsAreListed() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(path("lightly_a").resolve("model.pth"), hints(3))
                            .report()
                            .ignored())
                    .containsExactlyInAnyOrder(
                            "backbone.mask_token", "backbone.vit.head.weight", "backbone.vit.head.bias");
            assertThat(ModelFile.open(path("huggingface_backbone")).report().ignored())
                    .containsExactlyInAnyOrder("encoder.layernorm.weight", "encoder.layernorm.bias");
        }
    }

    @Test
    void aTransformerWithNormsOfQueriesIsNotTakenForAPixio(@TempDir Path folder) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new TreeMap<>(
                    ModelFile.open(path("timm_layerscale"), hints(2)).content().tensors());
            weights.put("blocks.0.attn.q_norm.weight", torch.ones(8));
            Path file = folder.resolve("model.safetensors");
            Safetensors.write(file, weights, Map.of());

            ModelFile opened = ModelFile.open(file, hints(2));

            assertThat(opened.report().unexpected()).containsExactly("encoder.blocks.0.attn.q_norm.weight");
            assertThatThrownBy(opened::loadEncoder)
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("left over encoder.blocks.0.attn.q_norm.weight");
        }
    }

    @Test
    void theHeadsOfAnUnknownWidthMustBeGiven() {
        assertThatThrownBy(() -> {
                    try (PointerScope scope = new PointerScope()) {
                        ModelFile.open(path("timm_a"));
                    }
                })
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith(
                        "the number of attention heads of the encoder of width 24 cannot be derived from the weights;"
                                + " set --heads N, a divisor of 24 such as 1, 2, 3");
    }

    /** The two shapes of the golden files: 3 heads and 2 in the decoder, or 4 and 3. */
    private static WeightHints hints(int heads) {
        return heads == 0 ? WeightHints.NONE : WeightHints.NONE.withHeads(heads).withDecoderHeads(heads == 3 ? 2 : 3);
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(LayoutsGoldenTest.class.getResource("/golden/layouts/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
