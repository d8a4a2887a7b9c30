package dev.pixio.weights.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class ExpectedWeightsTest {

    private static final PixioConfig RECTANGULAR = new PixioConfig(
            new PatchGrid(16, 24, 4, 8),
            new EncoderConfig(24, 2, 3, 2.5, 3, 0),
            new DecoderConfig(16, 3, 2, 4),
            new MaskConfig(0.5, 1),
            Positions.LEARNED,
            PositionResize.PLAIN,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void namesAndShapesAreThoseOfAModel(Positions positions) {
        PixioConfig config = RECTANGULAR.withPositions(positions);
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> state = Tensors.state(new Pixio(config, 0));
            Map<String, long[]> expected = ExpectedWeights.ofModel(config);

            assertThat(expected.keySet()).containsExactlyInAnyOrderElementsOf(state.keySet());
            expected.forEach((name, shape) -> assertThat(shape)
                    .as(name)
                    .isEqualTo(Tensors.shape(state.getOrDefault(name, Tensors.of(new float[] {0})))));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "depth, 2000000000, describes a model of 2000000003 blocks and contains 74 tensors",
        "classTokens, 2000000001, where the model has"
    })
    void aFalseConfigurationIsRefusedBeforeAModelIsCreated(String setting, int value, String reason)
            throws IOException {
        Path file = folder.resolve("false.safetensors");
        try (PointerScope scope = new PointerScope()) {
            String config = JsonMapper.shared().writeValueAsString(RECTANGULAR);
            String changed =
                    config.replaceFirst("\"" + setting + "\":[23]([,}])", "\"" + setting + "\":" + value + "$1");
            assertThat(changed).contains(Integer.toString(value));
            Safetensors.write(file, Tensors.state(new Pixio(RECTANGULAR, 0)), Map.of(ModelFile.CONFIG, changed));

            assertThatThrownBy(() -> ModelFile.open(file))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void aConfigurationOfAnOlderVersionIsCompleted() throws IOException {
        Path file = folder.resolve("older.safetensors");
        try (PointerScope scope = new PointerScope()) {
            String config = JsonMapper.shared().writeValueAsString(RECTANGULAR);
            String older = config.replace("\"positionResize\":\"PLAIN\",", "");
            assertThat(older).doesNotContain("positionResize");
            Safetensors.write(file, Tensors.state(new Pixio(RECTANGULAR, 0)), Map.of(ModelFile.CONFIG, older));

            assertThat(ModelFile.open(file).config())
                    .isEqualTo(RECTANGULAR.withPositionResize(PositionResize.ANTIALIASED));
        }
    }
}
