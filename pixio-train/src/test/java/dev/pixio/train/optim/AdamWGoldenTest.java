package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.weights.LoadReport;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten training steps compared with lightly's model and PyTorch's AdamW; see tools/reference. */
class AdamWGoldenTest {

    private static final Path GOLDEN = Path.of("..", "pixio-model", "src", "test", "resources", "golden");

    @ParameterizedTest
    @CsvSource({"cell2,all,EVERYTHING", "cell4,all,EVERYTHING", "cell2,groups,MATRICES", "cell4,groups,MATRICES"})
    void tenStepsMatchTheReference(String size, String rule, OptimizerPlan.Decayed decayed) throws IOException {
        tenStepsMatchTheReference(size, rule, decayed, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"cell2,all,EVERYTHING", "cell4,groups,MATRICES"})
    @Tag(TestDevice.CUDA)
    void tenStepsMatchTheReferenceOnAGpu(String size, String rule, OptimizerPlan.Decayed decayed) throws IOException {
        tenStepsMatchTheReference(size, rule, decayed, TestDevice.cuda());
    }

    private static void tenStepsMatchTheReference(
            String size, String rule, OptimizerPlan.Decayed decayed, Device device) throws IOException {
        double tolerance = device.is_cpu() ? 1e-5 : 1e-4;
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> golden = read(size + "/adamw_" + rule + ".safetensors");
            double[] betas = Tensors.toDoubles(get(golden, "betas"));
            double decay = get(golden, "weight_decay").item_double();
            double[] rates = Tensors.toDoubles(get(golden, "lr"));
            double[] losses = Tensors.toDoubles(get(golden, "losses"));
            Pixio model = TestDevice.on(device, model(size));
            Tensor images = Tensors.to(get(read(size + "/forward.safetensors"), "images"), device);

            try (AdamW optimizer =
                    new AdamW(model, new OptimizerPlan(rates[0], betas[0], betas[1], decay, decayed, 0))) {
                for (int step = 0; step < 10; step++) {
                    Tensor noise = Tensors.to(get(golden, "noise").select(0, step), device);
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

    private static void compareWeights(Pixio model, Map<String, Tensor> golden) {
        Map<String, Tensor> lightly = WeightLayout.LIGHTLY.fromPixio(Tensors.state(model));
        lightly.forEach((name, tensor) -> {
            double[] ours = Tensors.toDoubles(tensor);
            double[] theirs = Tensors.toDoubles(get(golden, "final." + name));
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

    private static Pixio model(String size) throws IOException {
        boolean two = size.equals("cell2");
        PixioConfig config = new PixioConfig(
                new PatchGrid(64, 64, 3, 8),
                new EncoderConfig(48, 2, 3, 4, two ? 8 : 4, 0),
                new DecoderConfig(32, 3, 4, 4),
                new MaskConfig(0.75, two ? 2 : 4),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.FIRST);
        Pixio model = new Pixio(config, 0);
        LoadReport.copyInto(model, WeightLayout.LIGHTLY.toPixio(read(size + "/model.safetensors")))
                .requireComplete(size);
        return model;
    }

    private static Map<String, Tensor> read(String name) throws IOException {
        return Safetensors.read(GOLDEN.resolve(name)).tensors();
    }

    private static Tensor get(Map<String, Tensor> golden, String name) {
        return Objects.requireNonNull(golden.get(name), name);
    }
}
