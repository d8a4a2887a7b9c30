package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Golden;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LoadReportTest {

    @Test
    void missingAndUnexpectedWeightsAreReported() throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new LinkedHashMap<>(WeightLayout.LIGHTLY.toPixio(
                    Golden.read("cell2/model.safetensors").tensors()));
            weights.remove("decoder.mask_token");
            weights.put("unknown", Tensors.of(new float[] {1}, 1));

            LoadReport report = LoadReport.copyInto(Golden.model("cell2", Positions.SINCOS), weights);

            assertThat(report.missing()).containsExactly("decoder.mask_token");
            assertThat(report.unexpected()).containsExactly("unknown");
            assertThatThrownBy(() -> report.requireComplete("x.safetensors"))
                    .hasMessage("x.safetensors does not fit the model: missing decoder.mask_token; left over unknown");
            weights.put("encoder.norm.weight", Tensors.of(new float[] {1}, 1));
            assertThatThrownBy(() -> LoadReport.copyInto(Golden.model("cell2", Positions.SINCOS), weights))
                    .hasMessage("'encoder.norm.weight' has the shape [1] in the file and [48] in the model");
        }
    }
}
