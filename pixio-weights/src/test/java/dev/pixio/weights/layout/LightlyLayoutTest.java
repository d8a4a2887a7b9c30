package dev.pixio.weights.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Golden;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LightlyLayoutTest {

    @Test
    void namesOfLightlyAreConvertedInBothDirections() throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> lightly = Golden.read("cell2/model.safetensors").tensors();
            assertThat(WeightLayout.detect(lightly)).isEqualTo(WeightLayout.LIGHTLY);

            Map<String, Tensor> back = WeightLayout.LIGHTLY.fromPixio(WeightLayout.LIGHTLY.toPixio(lightly));

            List<String> used = lightly.keySet().stream()
                    .filter(name -> !name.equals("backbone.mask_token") && !name.startsWith("backbone.vit.head"))
                    .toList();
            assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(used);
            back.forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                    .as(name)
                    .isEqualTo(Tensors.toFloats(lightly.getOrDefault(name, tensor.mul(tensor)))));
            assertThatThrownBy(() -> WeightLayout.detect(Map.of("conv1.weight", Tensors.of(new float[] {1}, 1))))
                    .hasMessageContaining("an unknown layout");
        }
    }
}
