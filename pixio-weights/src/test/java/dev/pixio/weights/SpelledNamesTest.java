package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights of lightly's example and of its backbone alone, under the names that wrappers and frameworks give them. */
class SpelledNamesTest {

    private static final WeightHints HINTS = WeightHints.NONE.withHeads(3).withDecoderHeads(2);

    @TempDir
    private Path folder;

    /** A regular expression and its replacement, for the names of the golden file. */
    @ParameterizedTest
    @CsvSource({
        "^, module.",
        "^, _orig_mod.",
        "^, _orig_mod.module.",
        "^, module._orig_mod.module._orig_mod.",
        "^, model.",
        "^, model._orig_mod.module.",
        "^, _forward_module.model.",
        "^backbone\\., backbone._orig_mod.",
        "^backbone\\., module.backbone.module.",
        "^backbone\\.vit\\., backbone.vit._orig_mod.",
        "^backbone\\.vit\\., backbone.model.vit.",
        "^decoder\\., decoder._orig_mod.",
        "^decoder\\.decoder_blocks\\., decoder.module.decoder_blocks._orig_mod.",
        "'(blocks\\.\\d+)\\.', $1._checkpoint_wrapped_module.",
        "'(blocks\\.\\d+)\\.', $1._orig_mod._fsdp_wrapped_module.",
        "'\\.(weight|bias)$', .module.$1"
    })
    void wrappersAreRemovedWhereverTheyAre(String pattern, String replacement) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile ordinary = ModelFile.open(golden(), HINTS);

            ModelFile spelled = ModelFile.open(write(name -> name.replaceAll(pattern, replacement)), HINTS);

            assertThat(spelled.layout()).isEqualTo(WeightLayout.LIGHTLY);
            assertSame(spelled, ordinary);
            assertThat(spelled.report().ignored()).hasSize(3);
            spelled.load();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vit., ''",
        "backbone.encoder.vit., backbone.encoder.",
        "module.vit._orig_mod., module.",
        "'', ''",
        "net., net.",
        "model.net.vit., model."
    })
    void theMaskTokenOfABackboneAloneIsIgnored(String prefix, String maskPrefix) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile ordinary = ModelFile.open(golden(), HINTS);
            Map<String, Tensor> backbone = new LinkedHashMap<>();
            WeightFile.open(golden()).tensors().forEach((name, tensor) -> {
                if (name.startsWith("backbone.vit.")) {
                    backbone.put(name.replace("backbone.vit.", prefix), tensor);
                } else if (name.equals("backbone.mask_token")) {
                    backbone.put(maskPrefix + "mask_token", tensor);
                }
            });
            Path path = folder.resolve("backbone.safetensors");
            Safetensors.write(path, backbone, Map.of());

            ModelFile alone = ModelFile.open(path, HINTS);

            assertThat(alone.layout()).isEqualTo(WeightLayout.TIMM);
            assertThat(alone.report().ignored()).anyMatch(name -> name.endsWith("mask_token"));
            alone.loadEncoder();
            alone.requireUsable();
            alone.weights()
                    .forEach((name, tensor) -> assertThat(tensor.equal(get(ordinary.weights(), name)))
                            .as(name)
                            .isTrue());
        }
    }

    @Test
    void theCounterOfAnAveragedModelIsIgnored() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> averaged = respelled(name -> "module." + name);
            averaged.put("n_averaged", Tensors.of(new long[] {7}, 1));
            Path path = folder.resolve("averaged.safetensors");
            Safetensors.write(path, averaged, Map.of());

            ModelFile file = ModelFile.open(path, HINTS);

            assertThat(file.report().ignored()).contains("n_averaged");
            file.load();
        }
    }

    @Test
    void aNameThatOnlyContainsModuleIsUnchanged() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path path = write(name -> name.replaceAll("^decoder\\.", "my_module."));

            ModelFile file = ModelFile.open(path, HINTS);

            assertThat(file.report().unexpected()).contains("my_module.decoder_embed.weight");
            assertThatThrownBy(file::loadEncoder).hasMessageContaining("left over my_module.");
        }
    }

    @Test
    void twoSpellingsOfATensorAreRefused() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> twice = respelled(name -> name);
            twice.put("backbone._orig_mod.vit.norm.bias", get(twice, "backbone.vit.norm.bias"));

            assertRefused(twice, "'backbone.vit.norm.bias' and 'backbone._orig_mod.vit.norm.bias'");
        }
    }

    @Test
    void aTensorInsideAndOutsideOfThePrefixIsRefused() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> twice = respelled(name -> "net." + name);
            twice.put("backbone.vit.norm.bias", get(twice, "net.backbone.vit.norm.bias"));

            assertRefused(twice, "'backbone.vit.norm.bias' and 'net.backbone.vit.norm.bias'");
        }
    }

    @Test
    void twoSpellingsOfTransformersAreRefused() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> twice = new LinkedHashMap<>(
                    WeightFile.open(path("huggingface_hub/model.safetensors")).tensors());
            twice.put("encoder.layer.0.intermediate.dense.bias", get(twice, "encoder.layer.0.mlp.fc1.bias"));

            assertRefused(twice, "'encoder.layer.0.mlp.fc1.bias' and 'encoder.layer.0.intermediate.dense.bias'");
        }
    }

    private void assertRefused(Map<String, Tensor> weights, String names) throws IOException {
        Path path = folder.resolve("twice.safetensors");
        Safetensors.write(path, weights, Map.of());
        assertThatThrownBy(() -> ModelFile.open(path, HINTS))
                .isInstanceOf(WeightsException.class)
                .hasMessage(path + ": these weights contain the same tensor under two names, " + names
                        + "; save only one of them");
    }

    private static void assertSame(ModelFile spelled, ModelFile ordinary) {
        assertThat(spelled.weights().keySet())
                .containsExactlyInAnyOrderElementsOf(ordinary.weights().keySet());
        spelled.weights()
                .forEach((name, tensor) -> assertThat(tensor.equal(get(ordinary.weights(), name)))
                        .as(name)
                        .isTrue());
    }

    private Path write(UnaryOperator<String> spelling) throws IOException {
        Path path = folder.resolve("spelled.safetensors");
        Safetensors.write(path, respelled(spelling), Map.of());
        return path;
    }

    private static Map<String, Tensor> respelled(UnaryOperator<String> spelling) throws IOException {
        Map<String, Tensor> spelled = new LinkedHashMap<>();
        WeightFile.open(golden()).tensors().forEach((name, tensor) -> spelled.put(spelling.apply(name), tensor));
        return spelled;
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static Path golden() {
        return path("lightly_a/model.pth");
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(SpelledNamesTest.class.getResource("/golden/layouts/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
