package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PixioConfig.TokenStart;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiniteWeightsTest {

    private static final String IN_ENCODER = "encoder.blocks.1.mlp.expand.weight";
    private static final String IN_DECODER = "decoder.norm.weight";

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(24, 2, 3, 4, 4, 0),
            new DecoderConfig(16, 2, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            TokenStart.EQUAL);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = ScalarType.class,
            names = {"Double", "Float", "Half", "BFloat16"})
    void anEncoderWithNanIsRefusedInEachDtype(ScalarType dtype) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = model(IN_ENCODER, Double.NaN, dtype);

            for (Loading loading : List.<Loading>of(
                    ModelFile::loadEncoder,
                    ModelFile::load,
                    model -> model.loadAs(CONFIG),
                    model -> WarmStart.of(model, CONFIG, 0),
                    model -> WarmStart.of(model, CONFIG.withGrid(new PatchGrid(64, 64, 3, 8)), 0))) {
                assertThatThrownBy(() -> loading.of(file))
                        .isInstanceOf(WeightsException.class)
                        .hasMessage(file.path() + ": the weights are not finite: '" + IN_ENCODER
                                + "' has 1 NaN of 2304 numbers; use an earlier checkpoint or another copy of the file");
            }
        }
    }

    /** Loads a model in one of the ways. */
    private interface Loading {
        Object of(ModelFile file) throws IOException;
    }

    @Test
    void onlyTheEncoderHasToBeFiniteForFeatures() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = model(IN_DECODER, Double.NEGATIVE_INFINITY, ScalarType.Float);

            file.loadEncoder();
            WarmStart.of(file, CONFIG.withDecoder(new DecoderConfig(32, 1, 2, 4)), 0); // a new decoder
            assertThatThrownBy(file::load).hasMessageContaining("'" + IN_DECODER + "' has 1 infinite number of 16");
        }
    }

    /** Queries, keys and values are one tensor here and three in the file. */
    @Test
    void tensorsAreNamedAsInTheFile() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path path = folder.resolve("hub.safetensors");
            Map<String, Tensor> hub = new LinkedHashMap<>(WeightLayout.HUGGINGFACE.fromPixio(
                    Tensors.state(new Pixio(CONFIG, 1).encoder()).entrySet().stream()
                            .collect(
                                    LinkedHashMap::new,
                                    (map, entry) -> map.put("encoder." + entry.getKey(), entry.getValue()),
                                    Map::putAll)));
            String key = "encoder.layer.1.attention.attention.key.weight";
            hub.put(key, spoiled(Objects.requireNonNull(hub.get(key)), Double.NaN));
            Safetensors.write(path, hub, ModelFile.metadata(CONFIG, Map.of()));

            assertThatThrownBy(() -> ModelFile.open(path).loadEncoder())
                    .hasMessageContaining(": '" + key + "' has 1 NaN of 576 numbers;");
        }
    }

    @Test
    void thePreviousCheckpointIsNamed() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path newest = Files.createDirectories(folder.resolve("checkpoints/step-20"));
            Path previous = Files.createDirectories(folder.resolve("checkpoints/step-10"));
            Path model = model(IN_ENCODER, Double.NaN, ScalarType.Float).path();
            Path moved = Files.move(model, newest.resolve("model.safetensors"));

            assertThatThrownBy(() -> ModelFile.open(moved).loadEncoder())
                    .hasMessageEndingWith("; use the previous checkpoint, " + previous);
        }
    }

    @Test
    void aConversionThatWouldOverflowIsRefused() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = model(IN_ENCODER, 70_000, ScalarType.Float);
            ConversionPlan plan = ConversionPlan.to(WeightLayout.PIXIO);

            Conversion.of(file, plan.withDtype(SavedDtype.BF16));
            assertThatThrownBy(() -> Conversion.of(file, plan.withDtype(SavedDtype.FP16)))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(file.path() + ": '" + IN_ENCODER
                            + "' has numbers that are too large for fp16 (1 of 2304); use --dtype bf16" + " or fp32");
        }
    }

    @Test
    void numbersBeyondFp32AreRefusedByTheirTensor() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = model(IN_ENCODER, 1e300, ScalarType.Double);
            ConversionPlan plan = ConversionPlan.to(WeightLayout.PIXIO);
            String tooLarge = file.path() + ": '" + IN_ENCODER + "' has numbers that are too large for ";

            assertThatThrownBy(file::loadEncoder)
                    .hasMessageStartingWith(tooLarge + "fp32, in which the model is computed (1 of 2304)");
            for (SavedDtype dtype : List.of(SavedDtype.FP32, SavedDtype.FP16, SavedDtype.BF16)) {
                assertThatThrownBy(() -> Conversion.of(file, plan.withDtype(dtype)))
                        .hasMessage(tooLarge + dtype + " (1 of 2304); use --dtype keep");
            }
            assertThat(Conversion.of(file, plan).tensors()).containsKey(IN_ENCODER);
        }
    }

    @Test
    void aConversionKeepsWhatIsNotFinite() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = model(IN_ENCODER, Double.POSITIVE_INFINITY, ScalarType.Float);
            Conversion conversion =
                    Conversion.of(file, ConversionPlan.to(WeightLayout.OFFICIAL).withDtype(SavedDtype.FP16));

            assertThat(FiniteWeights.fault(conversion.tensors()))
                    .hasValue("'blocks.1.mlp.fc1.weight' has 1 infinite number of 2304 numbers");
        }
    }

    @Test
    void manyTensorsAreCounted() {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (String name : List.of("a", "b", "c", "d", "e")) {
                weights.put(name, Tensors.of(new float[] {Float.NaN, 1}, 2));
            }

            assertThat(FiniteWeights.fault(weights))
                    .hasValue(
                            "'a' has 1 NaN of 2 numbers, 'b' has 1 NaN of 2 numbers, 'c' has 1 NaN of 2 numbers, and 2"
                                    + " more tensors");
        }
    }

    private ModelFile model(String spoiled, double value, ScalarType dtype) throws IOException {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Tensors.state(new Pixio(CONFIG, 1)).forEach((name, tensor) -> {
            weights.put(name, (name.equals(spoiled) ? spoiled(tensor.to(ScalarType.Double), value) : tensor).to(dtype));
        });
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, weights, ModelFile.metadata(CONFIG, Map.of()));
        return ModelFile.open(path);
    }

    /** A copy with one other number. */
    private static Tensor spoiled(Tensor tensor, double value) {
        Tensor copy = tensor.detach().clone();
        copy.flatten().narrow(0, 5, 1).fill_(new Scalar(value));
        return copy;
    }
}
