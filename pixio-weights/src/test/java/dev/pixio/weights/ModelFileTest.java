package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Golden;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    @TempDir
    private Path folder;

    @Test
    void aModelIsReadWithItsShape() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            var model = Golden.model("cell2", Positions.LEARNED);
            ModelFile.save(file, model, Map.of("pixio.step", "7"));

            ModelFile opened = ModelFile.open(file);

            assertThat(opened.config()).isEqualTo(model.config());
            assertThat(opened.content().metadata()).containsEntry("pixio.step", "7");
            Map<String, Tensor> back = Tensors.state(opened.load());
            Tensors.state(model)
                    .forEach((name, tensor) -> assertThat(Tensors.toFloats(back.getOrDefault(name, tensor.mul(tensor))))
                            .as(name)
                            .isEqualTo(Tensors.toFloats(tensor)));
        }
    }

    @Test
    void aFileOfAnEarlierVersionHasAnEncoderWithoutOptions() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            var model = Golden.model("cell2", Positions.LEARNED);
            ModelFile.save(file, model, Map.of());
            Safetensors saved = Safetensors.read(file);
            String config = saved.metadata().getOrDefault(ModelFile.CONFIG, "");
            String earlier = config.replaceFirst(",\"options\":\\{[^{}]*\\{[^{}]*}}", "");
            assertThat(config).contains("options");
            assertThat(earlier).doesNotContain("options");
            Path before = folder.resolve("before.safetensors");
            Safetensors.write(before, saved.tensors(), Map.of(ModelFile.CONFIG, earlier));

            assertThat(ModelFile.open(before).load().config()).isEqualTo(model.config());
        }
    }

    @Test
    void anEncoderWithoutADecoderCannotReconstruct() throws IOException {
        Path file = folder.resolve("encoder.safetensors");
        try (PointerScope scope = new PointerScope()) {
            var model = Golden.model("cell2", Positions.LEARNED);
            ModelFile.save(file, model, Map.of());
            Safetensors whole = Safetensors.read(file);
            Map<String, Tensor> encoder = new LinkedHashMap<>(whole.tensors());
            encoder.keySet().removeIf(name -> name.startsWith("decoder."));
            Safetensors.write(file, encoder, whole.metadata());

            ModelFile opened = ModelFile.open(file);

            assertThat(opened.hasDecoder()).isFalse();
            assertThatThrownBy(opened::load)
                    .hasMessage(file + " holds an encoder without a decoder, so it cannot reconstruct images");
        }
    }

    @Test
    void anInvalidEpsilonIsRefused() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            for (String epsilon : List.of("1.2.3", "-1", "1", "1E-", "", "NaN")) {
                ModelFile.save(file, Golden.model("cell2", Positions.LEARNED), Map.of(ModelFile.NORM_EPSILON, epsilon));
                assertThatThrownBy(() -> ModelFile.open(file))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("pixio.norm_epsilon is invalid: " + epsilon);
            }
            ModelFile.save(file, Golden.model("cell2", Positions.LEARNED), Map.of(ModelFile.NORM_EPSILON, "1.0E-12"));
            assertThat(ModelFile.open(file).shape().normEpsilon()).isEqualTo(1e-12);
        }
    }
}
