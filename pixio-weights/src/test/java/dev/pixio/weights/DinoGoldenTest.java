package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads encoders of DINOv2 and DINOv3 and compares their features with those of the libraries' modules; see {@code dino_golden.py}. */
class DinoGoldenTest {

    /** Documented in docs/weights.md. */
    private static final double TOLERANCE = 1e-5;

    private static final Map<String, Double> MEASURED = new TreeMap<>();

    /** Stays there: {@code tools/reference/dino_check.py} loads the files with the libraries themselves. */
    private static final Path EXPORTED = Path.of("target", "exported-dino");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timm_dinov2",
                "timm_dinov2_registers",
                "timm_dinov2_giant",
                "timm_dinov2_positioned",
                "timm_dinov3",
                "timm_dinov3_plus",
                "huggingface_dinov2",
                "huggingface_dinov2_giant",
                "huggingface_dinov2_registers",
                "huggingface_dinov3",
                "huggingface_dinov3_gated"
            })
    void featuresAreThoseOfTheLibrary(String name) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile opened = open(name);

            assertThat(opened.report().missing()).isEmpty();
            assertThat(opened.report().unexpected()).isEmpty();
            requireGoldenFeatures(name, name, opened.loadEncoder());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "timm_dinov2, 0, GELU, 0, ANTIALIASED",
        "timm_dinov2_registers, 4, GELU, 0, ANTIALIASED",
        "timm_dinov2_giant, 0, SWIGLU, 0, ANTIALIASED",
        "timm_dinov3, 4, GELU, 100, ANTIALIASED",
        "timm_dinov3_plus, 4, SWIGLU, 100, ANTIALIASED",
        "huggingface_dinov2, 0, GELU, 0, PLAIN",
        "huggingface_dinov2_giant, 0, SWIGLU, 0, PLAIN",
        "huggingface_dinov2_registers, 4, GELU, 0, ANTIALIASED",
        "huggingface_dinov3, 4, GELU, 100, ANTIALIASED",
        "huggingface_dinov3_gated, 4, SWIGLU, 50, ANTIALIASED"
    })
    void optionsAreDerived(String name, int registers, MlpKind mlp, double theta, PositionResize resize)
            throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile opened = open(name);
            PixioConfig config = opened.config();
            EncoderConfig encoder = config.encoder();

            assertThat(encoder.options())
                    .isEqualTo(new EncoderOptions(
                            registers,
                            LayerScale.PER_CHANNEL,
                            mlp,
                            theta == 0 ? PositionEncoding.ADDED : PositionEncoding.rotary(theta)));
            assertThat(encoder.classTokens()).isEqualTo(1);
            assertThat(encoder.heads()).isEqualTo(2);
            assertThat(config.positionResize()).isEqualTo(resize);
            assertThat(opened.shape().normEpsilon()).isEqualTo(theta == 0 ? 1e-6 : 1e-5);
            int side = theta == 0 ? 42 : name.startsWith("timm") ? 16 * 8 : 32;
            assertThat(config.grid().height()).isEqualTo(side);
            assertThat(opened.shape().encoderAssumptions().stream().anyMatch(line -> line.contains("image size")))
                    .isEqualTo(theta > 0 && name.startsWith("timm"));
        }
    }

    /** Written in a layout, read back, and compared with the features of the library that the weights came from. */
    @ParameterizedTest
    @CsvSource({
        "timm_dinov2, PIXIO",
        "timm_dinov2, TIMM",
        "timm_dinov2, HUGGINGFACE",
        "timm_dinov2_registers, PIXIO",
        "timm_dinov2_registers, HUGGINGFACE",
        "timm_dinov2_positioned, TIMM",
        "timm_dinov2_giant, TIMM",
        "huggingface_dinov2_registers, TIMM",
        "huggingface_dinov2_giant, HUGGINGFACE",
        "huggingface_dinov2_giant, TIMM",
        "timm_dinov3, TIMM",
        "timm_dinov3, HUGGINGFACE",
        "timm_dinov3_plus, HUGGINGFACE",
        "timm_dinov3_plus, TIMM",
        "timm_dinov3_plus, PIXIO",
        "huggingface_dinov3, TIMM",
        "huggingface_dinov3_gated, HUGGINGFACE",
        "huggingface_dinov3_gated, PIXIO"
    })
    void conversionKeepsFeatures(String name, WeightLayout layout) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile source = open(name);
            String converted = name + "-" + layout;
            Path to = EXPORTED.resolve(layout == WeightLayout.HUGGINGFACE ? converted : converted + ".safetensors");

            Conversion.of(source, ConversionPlan.to(layout)).write(to, Conversion.Existing.REPLACE);

            ModelFile back = ModelFile.open(to);
            assertThat(back.layout()).isEqualTo(layout);
            requireFeatures(name + " as " + layout, name, back.loadEncoder(), otherTokens(name, source));
            if (layout != WeightLayout.PIXIO) {
                requireFeatures(name + " without metadata", name, bare(to, layout), otherTokens(name, source));
            }
        }
    }

    /** The same file without what this project saved in it: what any file of the library has. */
    private Encoder bare(Path to, WeightLayout layout) throws IOException {
        Path weights = layout == WeightLayout.HUGGINGFACE ? to.resolve("model.safetensors") : to;
        Map<String, Tensor> copies = new LinkedHashMap<>();
        ModelFile.open(to).content().tensors().forEach((key, tensor) -> copies.put(key, tensor.clone()));
        Files.delete(weights);
        Safetensors.write(weights, copies, Map.of("format", "pt"));
        return ModelFile.open(to, layout == WeightLayout.TIMM ? WeightHints.NONE.withHeads(2) : WeightHints.NONE)
                .loadEncoder();
    }

    @Test
    void namesOfWeightsAreThoseOfTheLibraryAfterAConversion() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            for (String name : List.of(
                    "timm_dinov2", "timm_dinov2_registers", "timm_dinov2_giant", "timm_dinov3", "timm_dinov3_plus")) {
                ModelFile source = open(name);
                assertThat(Conversion.of(source, ConversionPlan.to(WeightLayout.TIMM))
                                .tensors())
                        .containsOnlyKeys(source.content().tensors().keySet());
            }
            for (String name : List.of(
                    "huggingface_dinov2",
                    "huggingface_dinov2_giant",
                    "huggingface_dinov2_registers",
                    "huggingface_dinov3",
                    "huggingface_dinov3_gated")) {
                ModelFile source = open(name);
                List<String> used = new ArrayList<>(source.content().tensors().keySet());
                if (source.config().encoder().options().registers() == 0) {
                    used.remove("embeddings.mask_token"); // the written configuration says that there is none
                }
                assertThat(Conversion.of(source, ConversionPlan.to(WeightLayout.HUGGINGFACE))
                                .tensors())
                        .containsOnlyKeys(used);
            }
        }
    }

    @Test
    void otherRotaryEncodersAreRefusedByTheNamesThatAreLeft() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> open("timm_rope"))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("lack 'encoder.positions.table'");
        }
    }

    @ParameterizedTest
    @CsvSource({"timm_dinov2, OFFICIAL", "timm_dinov2_registers, LIGHTLY", "timm_dinov3, MAE"})
    void layoutsWithoutTheseOptionsAreRefused(String name, WeightLayout layout) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> Conversion.of(open(name), ConversionPlan.to(layout)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("has no registers, scaled branches, gated MLPs or rotary positions");
        }
    }

    @Test
    void aBiasOfKeysIsNotLostInTimm() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(
                            () -> Conversion.of(open("huggingface_dinov3_gated"), ConversionPlan.to(WeightLayout.TIMM)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("have no bias of keys");
        }
    }

    private static void requireGoldenFeatures(String what, String name, Encoder encoder) {
        requireFeatures(what, name, encoder, golden(name).get("tokens_other"));
    }

    /** In transformers, DINOv2's positions are interpolated otherwise than in timm: a conversion keeps those of its origin. */
    private static Tensor otherTokens(String name, ModelFile source) throws IOException {
        Encoder encoder = source.loadEncoder();
        return encoder.config().options().positions().rotates() ? golden(name).get("tokens_other") : torch.empty(0);
    }

    /** By both implementations: under autograd's operators, and as embedding computes them. */
    private static void requireFeatures(String what, String name, Encoder encoder, Tensor other) {
        Golden golden = golden(name);
        try (FeaturePass pass = new FeaturePass(encoder, Precision.FP32)) {
            close(
                    what,
                    tokens(encoder.features(golden.get("pixels"))),
                    withoutRegisters(encoder, golden.get("tokens")));
            close(
                    what + ", fast",
                    tokens(pass.features(golden.get("pixels"))),
                    withoutRegisters(encoder, golden.get("tokens")));
            if (other.numel() > 0) {
                close(
                        what + " at another size",
                        tokens(pass.features(golden.get("pixels_other"))),
                        withoutRegisters(encoder, other));
            }
        }
    }

    private static Tensor withoutRegisters(Encoder encoder, Tensor tokens) {
        int prefix = encoder.config().prefixTokens();
        return torch.cat(
                new TensorVector(tokens.narrow(1, 0, 1), tokens.narrow(1, prefix, tokens.size(1) - prefix)), 1);
    }

    private static Tensor tokens(Features features) {
        return torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1); // [B, K + N, D]
    }

    private static void close(String what, Tensor actual, Tensor golden) {
        assertThat(Tensors.shape(actual)).as(what).isEqualTo(Tensors.shape(golden));
        MEASURED.put(what, Compare.largestDifference(actual, golden));
        Compare.close(what, actual, golden, TOLERANCE);
    }

    /** For the table in docs/weights.md. */
    @AfterAll
    static void writeDifferences() throws IOException {
        List<String> lines = new ArrayList<>();
        MEASURED.forEach((what, difference) -> lines.add(String.format(Locale.ROOT, "%-60s %.1e", what, difference)));
        Files.write(Path.of("target", "dino-differences.txt"), lines);
    }

    private static Golden golden(String name) {
        return Golden.read("dino/" + name + "/expected.safetensors");
    }

    static ModelFile open(String name) throws IOException {
        return ModelFile.open(path(name), name.startsWith("timm") ? WeightHints.NONE.withHeads(2) : WeightHints.NONE);
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(DinoGoldenTest.class.getResource("/golden/dino/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
