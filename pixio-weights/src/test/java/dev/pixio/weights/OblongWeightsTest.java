package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights of images that are not square; see {@code oblong_golden.py}. */
class OblongWeightsTest {

    /** 4 x 6 patches and one class token: a table of 25 rows, which looks like one of 5 x 5 patches. */
    private static final PixioConfig AMBIGUOUS = new PixioConfig(
            new PatchGrid(16, 24, 3, 4),
            new EncoderConfig(64, 1, 1, 2, 1, 0),
            new DecoderConfig(16, 1, 1, 2),
            new MaskConfig(0.75, 2),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"timm, model.safetensors, 3", "vit, '', 1"})
    void featuresAreThoseOfTheLibrary(String name, String file, int sizes) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Golden golden = Golden.read("oblong/" + name + "/expected.safetensors");
            ModelFile opened = ModelFile.open(path(name).resolve(file), WeightHints.NONE.withHeads(3));

            assertThat(opened.config().grid()).isEqualTo(new PatchGrid(48, 80, 3, 8));
            Encoder encoder = opened.loadEncoder();
            for (int size = 0; size < sizes; size++) {
                Features features = encoder.features(golden.get("pixels" + size));
                Tensor tokens = torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1);
                Compare.close(name + " " + size, tokens, golden.get("tokens" + size), 1e-5);
            }
        }
    }

    /** A library that interpolates otherwise, or not at all, computes the same with them. */
    @ParameterizedTest
    @CsvSource({"SINCOS, PLAIN, PIXIO", "LEARNED, ANTIALIASED, TIMM", "LEARNED, PLAIN, HUGGINGFACE"})
    void positionsWrittenForAnotherSizeGiveTheFeaturesOfThatSize(
            Positions positions, PositionResize resize, WeightLayout layout) throws IOException {
        int height = 32;
        int width = layout == WeightLayout.HUGGINGFACE ? 32 : 20;
        Path saved = folder.resolve("saved.safetensors");
        Path resized = folder.resolve(layout == WeightLayout.HUGGINGFACE ? "resized" : "resized.safetensors");
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Pixio model = new Pixio(AMBIGUOUS.withPositions(positions).withPositionResize(resize), 1);
            ModelFile.save(saved, model, Map.of());
            ModelFile other = ModelFile.open(saved).encoderFor(height, width);
            Conversion.of(other, ConversionPlan.to(layout)).write(resized, Conversion.Existing.REFUSE);

            Tensor images = torch.randn(2, 3, height, width);
            ModelFile read = ModelFile.open(resized, WeightHints.NONE.withHeads(1));
            assertThat(read.config().grid()).isEqualTo(new PatchGrid(height, width, 3, 4));
            assertThat(read.hasDecoder()).isFalse();
            Features expected = model.encoder().features(images);
            Compare.close("patches", read.loadEncoder().features(images).patchTokens(), expected.patchTokens(), 1e-6);
        }
    }

    /** Without the statement of the size, the number of patches does not say how many rows there are. */
    @Test
    void theSizeMustBeStated() throws IOException {
        Path alone = Files.copy(path("timm").resolve("model.safetensors"), folder.resolve("alone.safetensors"));
        assertThatThrownBy(() -> {
                    try (PointerScope scope = new PointerScope()) {
                        ModelFile.open(alone, WeightHints.NONE.withHeads(3));
                    }
                })
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        alone + ": the positions of 60 patches are no square grid (3 more are of class tokens); of a"
                                + " rectangular grid a config.json beside the weights must state the image size, as transformers"
                                + " and timm write it");
    }

    @Test
    void timmsFileOfARectangularModelIsReadBack() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path own = folder.resolve("own.safetensors");
            Pixio model = new Pixio(AMBIGUOUS, 3);
            Safetensors.write(own, Tensors.state(model), ModelFile.metadata(AMBIGUOUS, Map.of()));
            Path timm = folder.resolve("timm.safetensors");
            Conversion.of(ModelFile.open(own), ConversionPlan.to(WeightLayout.TIMM))
                    .write(timm, Conversion.Existing.REFUSE);

            ModelFile back = ModelFile.open(timm);

            assertThat(back.layout()).isEqualTo(WeightLayout.TIMM);
            assertThat(back.config().grid()).isEqualTo(AMBIGUOUS.grid());
            Map<String, Tensor> state = Tensors.state(model);
            assertThat(back.weights())
                    .isNotEmpty()
                    .allSatisfy((name, tensor) -> assertThat(tensor.equal(Objects.requireNonNull(state.get(name))))
                            .as(name)
                            .isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFFICIAL", "LIGHTLY", "LIGHTLY_SPLIT", "HUGGINGFACE", "MAE"})
    void layoutsWithoutRectanglesRefuseThem(WeightLayout layout) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path own = folder.resolve("own.safetensors");
            Safetensors.write(own, Tensors.state(new Pixio(AMBIGUOUS, 3)), ModelFile.metadata(AMBIGUOUS, Map.of()));
            ModelFile opened = ModelFile.open(own);
            assertThatThrownBy(() -> Conversion.of(opened, ConversionPlan.to(layout)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(
                            "the layout " + layout + " supports only square images; this model's have 16 x 24 pixels");
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(OblongWeightsTest.class.getResource("/golden/oblong/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
