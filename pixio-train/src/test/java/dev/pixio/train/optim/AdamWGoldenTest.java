package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.golden.Golden;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.weights.layout.WeightLayout;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten training steps compared with lightly's model and PyTorch's AdamW; see tools/reference. */
class AdamWGoldenTest {

    @ParameterizedTest
    @CsvSource({"cell2,all,EVERYTHING", "cell4,all,EVERYTHING", "cell2,groups,MATRICES", "cell4,groups,MATRICES"})
    void tenStepsMatchTheReference(String size, String rule, OptimizerPlan.Decayed decayed) {
        tenStepsMatchTheReference(size, rule, decayed, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"cell2,all,EVERYTHING", "cell4,groups,MATRICES"})
    @Tag(TestDevice.CUDA)
    void tenStepsMatchTheReferenceOnAGpu(String size, String rule, OptimizerPlan.Decayed decayed) {
        tenStepsMatchTheReference(size, rule, decayed, TestDevice.cuda());
    }

    private static void tenStepsMatchTheReference(
            String size, String rule, OptimizerPlan.Decayed decayed, Device device) {
        double tolerance = device.is_cpu() ? 1e-5 : 1e-4;
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read(size + "/adamw_" + rule + ".safetensors");
            double[] betas = Tensors.toDoubles(golden.get("betas"));
            double decay = golden.get("weight_decay").item_double();
            double[] rates = Tensors.toDoubles(golden.get("lr"));
            double[] losses = Tensors.toDoubles(golden.get("losses"));
            Pixio model = TestDevice.on(device, Golden.model(size, Positions.SINCOS));
            Tensor images =
                    Tensors.to(Golden.read(size + "/forward.safetensors").get("images"), device);

            try (AdamW optimizer =
                    new AdamW(model, new OptimizerPlan(rates[0], betas[0], betas[1], decay, decayed, 0))) {
                for (int step = 0; step < 10; step++) {
                    Tensor noise = Tensors.to(golden.get("noise").select(0, step), device);
                    GridMask mask = GridMask.fromNoise(
                            noise, model.config().grid(), model.config().mask());
                    Tensor loss = model.forward(images, mask).loss();
                    loss.backward();
                    optimizer.step(rates[step]);
                    optimizer.clearGradients();

                    assertThat(loss.item_double())
                            .as("loss of step %d", step)
                            .isCloseTo(losses[step], within(tolerance));
                }
            }

            compareWeights(model, golden);
        }
    }

    private static void compareWeights(Pixio model, Golden golden) {
        Map<String, Tensor> lightly = WeightLayout.LIGHTLY.fromPixio(Tensors.state(model));
        lightly.forEach((name, tensor) -> {
            double[] ours = Tensors.toDoubles(tensor);
            double[] theirs = Tensors.toDoubles(golden.get("final." + name));
            assertThat(ours).as(name).hasSameSizeAs(theirs);
            for (int i = 0; i < ours.length; i++) {
                // The bias of the keys does not change the softmax: its gradient is rounding noise, normalised by
                // AdamW.
                boolean keyBias = name.endsWith("qkv.bias") && i / (ours.length / 3) == 1;
                if (!keyBias) {
                    assertThat(ours[i]).as("%s[%d]", name, i).isCloseTo(theirs[i], within(1e-4));
                }
            }
        });
    }
}
