package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model on any device, compared with lightly's Pixio example, run in Python on a CPU in fp32. */
class DeviceForwardTest {

    /** On a CPU as in {@link PixioGoldenTest}; a GPU adds in another order. */
    private static double tolerance(Device device) {
        return device.is_cpu() ? 1e-5 : 1e-4;
    }

    private static GridMask mask(Pixio model, Golden golden, Device device) {
        return GridMask.fromNoise(
                Tensors.to(golden.get("noise"), device),
                model.config().grid(),
                model.config().mask());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void theForwardPassIsLightlys(String size) {
        theForwardPassIsLightlys(size, TestDevice.chosen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    @Tag(TestDevice.CUDA)
    void theForwardPassIsLightlysOnAGpu(String size) {
        theForwardPassIsLightlys(size, TestDevice.cuda());
    }

    private static void theForwardPassIsLightlys(String size, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = TestDevice.on(device, Golden.model(size, Positions.SINCOS));
            Golden golden = Golden.read(size + "/forward.safetensors");

            Reconstruction reconstruction =
                    model.forward(Tensors.to(golden.get("images"), device), mask(model, golden, device));

            assertThat(reconstruction.predicted().device().equals(device)).isTrue();
            Compare.close("predictions", reconstruction.predicted(), golden.get("predictions"), tolerance(device));
            Compare.close("targets", reconstruction.target(), golden.get("targets"), tolerance(device));
            Compare.close("loss", reconstruction.loss(), golden.get("loss"), tolerance(device));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void everyGradientIsLightlys(String size) {
        everyGradientIsLightlys(size, TestDevice.chosen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    @Tag(TestDevice.CUDA)
    void everyGradientIsLightlysOnAGpu(String size) {
        everyGradientIsLightlys(size, TestDevice.cuda());
    }

    private static void everyGradientIsLightlys(String size, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = TestDevice.on(device, Golden.model(size, Positions.LEARNED));
            Golden golden = Golden.read(size + "/forward.safetensors");

            model.forward(Tensors.to(golden.get("images"), device), mask(model, golden, device))
                    .loss()
                    .backward();

            Map<String, Tensor> expected =
                    Golden.read(size + "/gradients.safetensors").byPixioNames();
            expected.putAll(
                    Golden.read(size + "/gradients_positions.safetensors").byPixioNames());
            Map<String, Tensor> parameters = Tensors.parameters(model);
            assertThat(parameters.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            parameters.forEach((name, parameter) -> Compare.relativelyClose(
                    "gradient of " + name,
                    parameter.grad(),
                    expected.getOrDefault(name, parameter),
                    tolerance(device)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void theFeaturesAreLightlys(String size) {
        theFeaturesAreLightlys(size, TestDevice.chosen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    @Tag(TestDevice.CUDA)
    void theFeaturesAreLightlysOnAGpu(String size) {
        theFeaturesAreLightlys(size, TestDevice.cuda());
    }

    private static void theFeaturesAreLightlys(String size, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = TestDevice.on(device, Golden.model(size, Positions.SINCOS));
            Golden golden = Golden.read(size + "/forward.safetensors");
            Tensor images = Tensors.to(golden.get("images"), device);
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32);
                    FeaturePass half = new FeaturePass(model.encoder(), Precision.BF16)) {
                Tensor representation = pass.features(images).representation();
                Tensor inBf16 = half.features(images).representation();

                Compare.close("representation", representation, golden.get("representation"), tolerance(device));
                assertThat(torch.cosine_similarity(inBf16, representation).min().item_double())
                        .as("direction in bf16")
                        .isGreaterThan(0.9999)
                        .isLessThan(1);
            }
        }
    }
}
