package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.weights.config.HuggingFaceProcessor;
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
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Loads folders of {@code ViTModel} and {@code ViTMAEModel} and compares with their features; see {@code vit_golden.py}. */
class TransformersFolderTest {

    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "vit, 2, 1e-12",
        "vit_shards, 0, 1e-5",
        "vit_classifier, 2, 1e-12",
        "mae, 0, 1e-12",
        "mae_pretraining, 24, 1e-12"
    })
    void featuresOfImagesAreThoseOfTransformers(String name, int ignored, double epsilon) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> golden = Safetensors.read(golden(name).resolve("expected.safetensors"))
                    .tensors();

            ModelFile file = ModelFile.open(golden(name));

            assertThat(file.layout()).isEqualTo(WeightLayout.HUGGINGFACE);
            assertThat(file.config().encoder().heads()).isEqualTo(3);
            assertThat(file.shape().normEpsilon()).isEqualTo(epsilon);
            assertThat(file.report().unexpected()).isEmpty();
            assertThat(file.report().ignored()).hasSize(ignored);
            Encoder encoder = file.loadEncoder();
            Features features = encoder.features(imageNet(get(golden, "images")));
            Tensor tokens = torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1);
            Compare.close(name, tokens, get(golden, "tokens"), TOLERANCE);
        }
    }

    /** The normalisation of this project, float {@code [B, 3, H, W]}. */
    private static Tensor imageNet(Tensor images) {
        Tensor pixels = images.to(ScalarType.Float).div(new Scalar(255.0));
        IntStream.range(0, 3)
                .forEach(channel -> pixels.select(1, channel)
                        .sub_(new Scalar(HuggingFaceProcessor.MEAN.get(channel)))
                        .div_(new Scalar(HuggingFaceProcessor.DEVIATION.get(channel))));
        return pixels;
    }

    @Test
    void whatTheProcessorDoesOtherwiseIsSaid() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(golden("vit")).shape().assumptions())
                    .containsExactly(
                            "the patch projection is adapted from images of mean [0.5, 0.5, 0.5] and deviation [0.5, 0.5, 0.5]"
                                    + " to those of ImageNet",
                            "preprocessor_config.json stretches images to a fixed size, where the centre is cropped here, and"
                                    + " does not interpolate bicubically, as is done here: unless images have the size of the"
                                    + " input, features differ from those of transformers");
            assertThat(ModelFile.open(golden("vit_classifier")).shape().assumptions())
                    .containsExactly(
                            "there is no preprocessor_config.json beside the weights: images are normalised by the mean"
                                    + " and deviation of ImageNet");
        }
    }

    @ParameterizedTest
    @CsvSource({"PIXIO, c.safetensors", "HUGGINGFACE, c"})
    void aConversionKeepsTheEpsilonAndTheNormalisation(WeightLayout layout, String target) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> golden = Safetensors.read(golden("vit").resolve("expected.safetensors"))
                    .tensors();
            Conversion.of(ModelFile.open(golden("vit")), ConversionPlan.to(layout))
                    .write(folder.resolve(target), Conversion.Existing.REFUSE);

            ModelFile converted = ModelFile.open(folder.resolve(target));

            assertThat(converted.shape().normEpsilon()).isEqualTo(1e-12);
            assertThat(converted.shape().assumptions()).isEmpty();
            Features features = converted.loadEncoder().features(imageNet(get(golden, "images")));
            Tensor tokens = torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1);
            Compare.close(layout.toString(), tokens, get(golden, "tokens"), TOLERANCE);
        }
    }

    @Test
    void anotherTypeOfModelIsRefusedByItsType() throws IOException {
        change("config.json", "\"model_type\": \"vit\"", "\"model_type\": \"beit\"");

        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("describes a model of type 'beit'; Pixio reads pixio, vit, vit_mae, dinov2,"
                        + " dinov2_with_registers and dinov3_vit");
    }

    @Test
    void aConfigurationWithoutArchitecturesIsRead() throws IOException {
        change("config.json", "\"ViTModel\"", "");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.open(folder).loadEncoder();
        }
    }

    @Test
    void headsThatContradictTheConfigurationAreRefused() throws IOException {
        change("config.json", "\"encoder_stride\": 16", "\"encoder_stride\": 8");

        assertThatThrownBy(() -> ModelFile.open(folder, WeightHints.NONE.withHeads(4)))
                .hasMessageEndingWith(
                        "--heads 4 contradicts config.json, which has 3 heads in the encoder; leave out --heads");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden_size|48",
                "num_hidden_layers|5",
                "intermediate_size|256",
                "patch_size|16",
                "image_size|64",
                "image_size|[16, 32]",
                "num_channels|1",
                "num_channels|\"3\""
            })
    void aSizeThatContradictsTheWeightsIsRefused(String name, String value) throws IOException {
        set(name, value);

        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageMatching(Pattern.quote(folder.resolve("model.safetensors") + ": config.json has " + name
                                + " " + value.replace(" ", "") + ", but the weights have ")
                        + "\\d+; use the config.json that belongs to the weights");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"hidden_size|null", "image_size|[16,16]", "mlp_ratio|2.0"})
    void aSizeThatMatchesInAnotherSpellingIsRead(String name, String value) throws IOException {
        set(name, value);
        try (PointerScope scope = new PointerScope()) {
            ModelFile.open(folder).loadEncoder();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "3.0", "0", "-1", "[3]", "true"})
    void aNumberOfHeadsThatIsNoWholeNumberIsRefused(String heads) throws IOException {
        set("num_attention_heads", heads);

        assertThatThrownBy(() -> ModelFile.open(folder))
                .hasMessageEndingWith(folder.resolve("config.json") + " has num_attention_heads " + heads
                        + "; it must be a whole number of at least 1");
    }

    /** A copy of the folder of a ViTModel with a changed or new setting. */
    private void set(String name, String value) throws IOException {
        change("config.json", "\"model_type\": \"vit\"", "\"model_type\": \"vit\"");
        Path path = folder.resolve("config.json");
        JsonNode config = JsonMapper.shared().readTree(Files.readAllBytes(path));
        ((ObjectNode) config).set(name, JsonMapper.shared().readTree(value));
        Files.writeString(path, config.toString());
    }

    @Test
    void aDeviationOfZeroIsRefused() throws IOException {
        change("preprocessor_config.json", "\"image_std\": [\n    0.5", "\"image_std\": [\n    0");

        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("has an image_mean, image_std or rescale_factor that cannot be used");
    }

    /** A copy of the folder of a ViTModel with a changed file. */
    private void change(String name, String from, String to) throws IOException {
        try (Stream<Path> files = Files.list(golden("vit"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        String text = Files.readString(folder.resolve(name));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(name), text.replace(from, to));
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static Path golden(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(TransformersFolderTest.class.getResource("/golden/transformers/" + name))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
