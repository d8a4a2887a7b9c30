package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Golden;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightDtypesTest {

    private static final String NAME = "encoder.blocks.1.mlp.expand.weight";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"Char, int8", "Byte, uint8", "Bool, bool", "Int, int32", "UInt16, uint16"})
    void quantisedWeightsAreRefusedByTheirDtype(ScalarType type, String dtype) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = file(NAME, type);

            assertThatThrownBy(() -> ModelFile.open(file))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(
                            file + ": '" + NAME + "' has the dtype " + dtype + "; quantised weights are not supported,"
                                    + " their scales are unknown: save the model in float32, float16 or bfloat16");
        }
    }

    @Test
    void complexWeightsAreRefused() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = file(NAME, ScalarType.ComplexFloat);

            assertThatThrownBy(() -> ModelFile.open(file))
                    .hasMessage(file + ": '" + NAME + "' has the dtype complex64; weights are real numbers:"
                            + " save the model in float32, float16 or bfloat16");
        }
    }

    @Test
    void integersBesideTheWeightsAreLeftOverAsBefore() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = file("counter", ScalarType.Long);

            ModelFile opened = ModelFile.open(file, WeightHints.NONE.withUnexpected(WeightHints.Unexpected.LISTED));

            assertThat(opened.report().unexpected()).containsExactly("counter");
        }
    }

    /** A model with one tensor of another dtype. */
    private Path file(String name, ScalarType type) throws IOException {
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(file, Golden.model("cell2", Positions.LEARNED), Map.of());
        Safetensors whole = Safetensors.read(file);
        Map<String, Tensor> weights = new LinkedHashMap<>(whole.tensors());
        Tensor tensor = weights.getOrDefault(name, Tensors.zeros(ScalarType.Float, 1));
        weights.put(name, tensor.mul(new Scalar(0.0)).to(type));
        Safetensors.write(file, weights, whole.metadata());
        return file;
    }
}
