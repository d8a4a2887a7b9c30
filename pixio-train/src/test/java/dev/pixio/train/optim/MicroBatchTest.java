package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.TinyRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The choice of a micro-batch, by memory and by trial. */
class MicroBatchTest {

    @Test
    void microBatchIsTheLargestEvenShareThatFits() {
        ModelCost cost = ModelCost.of(TinyRuns.config(0));
        long image = cost.bytesPerImage(Precision.FP32, Activations.KEPT);
        long free = (long) ((cost.bytesOfState() + 20.5 * image) / 0.6);

        assertThat(MicroBatch.fitting(64, 64, free, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(16); // 4 x 16, not 3 x 20 and 4
        assertThat(MicroBatch.fitting(64, 8, free, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(8);
        assertThat(MicroBatch.fitting(64, 64, 0, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(1);
        assertThat(MicroBatch.fitting(7, 64, free, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(7);
    }

    @Test
    void trialPrefersTheSmallestOfEquallyFastSizes() {
        double[] rates = {0, 10, 15, 0, 20, 0, 0, 0, 20.1, 0, 0, 0, 0, 0, 0, 0, 20.2};
        List<Integer> tried = new ArrayList<>();

        int fastest = MicroBatchTrial.fastest(64, 64, size -> {
            tried.add(size);
            return rates[size];
        });

        assertThat(fastest).isEqualTo(4);
        assertThat(tried).containsExactly(1, 2, 4, 8, 16); // stops after two sizes that are not faster
    }

    @Test
    void trialIsLimitedByTheBatchAndByMemory() {
        assertThat(MicroBatchTrial.fastest(6, 64, size -> size)).isEqualTo(6);
        assertThat(MicroBatchTrial.fastest(64, 24, size -> size)).isEqualTo(24);
        assertThat(MicroBatchTrial.fastest(64, 64, size -> size > 8 ? 0 : size)).isEqualTo(8);
    }

    @Test
    void trialChangesNeitherWeightsNorGradients() {
        Pixio model = new Pixio(TinyRuns.config(0), 0);
        Pixio same = new Pixio(TinyRuns.config(0), 0);

        int fastest = new MicroBatchTrial(model, ImageInput.RGB, new PassSettings(Precision.FP32, Activations.KEPT))
                .fastest(8, 8);

        assertThat(fastest).isBetween(1, 8);
        Map<String, Tensor> before = Tensors.parameters(same);
        Tensors.parameters(model).forEach((name, parameter) -> {
            assertThat(parameter.grad().defined()).as(name).isFalse();
            assertThat(parameter.equal(before.getOrDefault(name, parameter)))
                    .as(name)
                    .isTrue();
        });
    }
}
