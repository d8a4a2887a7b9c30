package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.BlockStack.Gradients;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.torch.device.DeviceMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Features by explicit blocks with libtorch's operators, on any device, compared with those of the model's own blocks on a CPU. */
class DeviceFeaturesTest {

    private static final Device CPU = new Device("cpu");

    private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");

    /** Heads of 16, and heads of 12, which the fused kernels of GPUs do not support. */
    private enum Size {
        EVEN(48),
        ODD(36);

        private final int width;

        Size(int width) {
            this.width = width;
        }

        Pixio model(Device device) {
            torch.manual_seed(5);
            Pixio model = DeviceFeaturesTest.model(width, 4, 3);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensors.parameters(model)
                        .values()
                        .forEach(parameter ->
                                parameter.add_(torch.randn_like(parameter).mul(new Scalar(0.05))));
            }
            return TestDevice.on(device, model);
        }
    }

    private static Pixio model(int width, int depth, int heads) {
        return new Pixio(
                new PixioConfig(
                        new PatchGrid(32, 40, 3, 8),
                        new EncoderConfig(width, depth, heads, 4, 3, 0),
                        new DecoderConfig(16, 1, 2, 2),
                        new MaskConfig(0.5, 1),
                        Positions.SINCOS,
                        PositionResize.ANTIALIASED,
                        PixioConfig.TokenStart.EQUAL),
                1);
    }

    private static Tensor images() {
        torch.manual_seed(6);
        return torch.randn(5, 3, 48, 40);
    }

    /** All tokens after blocks 2 and 4, on the CPU, of images that are larger than the model's. */
    private static Tensor tokens(Size size, Gradients gradients, Precision precision, Device device) {
        Encoder encoder = size.model(device).encoder();
        try (FeaturePass pass = new FeaturePass(encoder, precision, gradients)) {
            List<Tensor> outputs = pass.allTokens(Tensors.to(images(), device), List.of(2, 4), FinalNorm.AFTER);
            return torch.cat(new TensorVector(Tensors.to(outputs.get(0), CPU), Tensors.to(outputs.get(1), CPU)), 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void onAGpuOnlyTheSettingSelectsExplicitBlocks(Precision precision) {
        Device gpu = new Device("cuda:0");
        assertThat(Gradients.of(GradientMethod.AUTO, gpu, precision)).isEqualTo(Gradients.AUTOGRAD);
        assertThat(Gradients.of(GradientMethod.EXPLICIT, gpu, precision)).isEqualTo(Gradients.EXPLICIT_LIBTORCH);
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    void inFp32TheFeaturesAreThoseOfTheModelsBlocks(Size size) {
        inFp32TheFeaturesAreThoseOfTheModelsBlocks(size, TestDevice.chosen());
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    @Tag(TestDevice.CUDA)
    void inFp32TheFeaturesAreThoseOfTheModelsBlocksOnAGpu(Size size) {
        inFp32TheFeaturesAreThoseOfTheModelsBlocks(size, TestDevice.cuda());
    }

    private static void inFp32TheFeaturesAreThoseOfTheModelsBlocks(Size size, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor expected = tokens(size, Gradients.AUTOGRAD, Precision.FP32, CPU);

            Tensor found = tokens(size, Gradients.EXPLICIT_LIBTORCH, Precision.FP32, device);

            assertThat(distance(found, expected)).isLessThan(device.is_cpu() ? 1e-6 : 1e-4);
        }
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    void inBf16TheFeaturesAreAsCloseToFp32AsAutocasts(Size size) {
        inBf16TheFeaturesAreAsCloseToFp32AsAutocasts(size, TestDevice.chosen());
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    @Tag(TestDevice.CUDA)
    void inBf16TheFeaturesAreAsCloseToFp32AsAutocastsOnAGpu(Size size) {
        inBf16TheFeaturesAreAsCloseToFp32AsAutocasts(size, TestDevice.cuda());
    }

    private static void inBf16TheFeaturesAreAsCloseToFp32AsAutocasts(Size size, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor exact = tokens(size, Gradients.AUTOGRAD, Precision.FP32, CPU);
            Tensor autocast = tokens(size, Gradients.AUTOGRAD, Precision.BF16, device);

            Tensor found = tokens(size, Gradients.EXPLICIT_LIBTORCH, Precision.BF16, device);

            assertThat(distance(found, exact)).isPositive().isLessThan(1.2 * distance(autocast, exact));
        }
    }

    /** The norm of the difference, relative to that of the expected values. */
    private static double distance(Tensor found, Tensor expected) {
        return found.sub(expected).norm().item_double() / expected.norm().item_double();
    }

    @ParameterizedTest
    @CsvSource({"AUTOGRAD, FP32", "EXPLICIT_LIBTORCH, FP32"})
    void manyBlocksTakeNoMoreMemoryThanFew(Gradients gradients, Precision precision) throws IOException {
        Assumptions.assumeTrue(Files.isWritable(PEAK_RESET), "skipped: this system does not measure peaks anew");
        int threads = Libtorch.threads();
        Libtorch.setThreads(1); // workers would be in their blocks at other times
        try {
            manyBlocksTakeNoMoreMemoryThanFew(gradients, precision, TestDevice.chosen());
        } finally {
            Libtorch.setThreads(threads);
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTOGRAD, FP32", "AUTOGRAD, BF16", "EXPLICIT_LIBTORCH, FP32", "EXPLICIT_LIBTORCH, BF16"})
    @Tag(TestDevice.CUDA)
    void manyBlocksTakeNoMoreMemoryThanFewOnAGpu(Gradients gradients, Precision precision) throws IOException {
        manyBlocksTakeNoMoreMemoryThanFew(gradients, precision, TestDevice.cuda());
    }

    /** The tokens between two blocks have 4 MiB; what a block computes has ten times as many. */
    private static void manyBlocksTakeNoMoreMemoryThanFew(Gradients gradients, Precision precision, Device device)
            throws IOException {
        Pixio shallow = TestDevice.on(device, model(192, 2, 3));
        Pixio deep = TestDevice.on(device, model(192, 12, 3));
        try (PointerScope scope = new PointerScope();
                FeaturePass few = new FeaturePass(shallow.encoder(), precision, gradients);
                FeaturePass many = new FeaturePass(deep.encoder(), precision, gradients)) {
            Tensor images = Tensors.to(torch.randn(32, 3, 96, 112), device); // 171 tokens each
            peak(few, images, device);
            peak(many, images, device);

            long ofFew = peak(few, images, device);
            long ofMany = peak(many, images, device);

            assertThat(ofMany - ofFew).isLessThan(64L << 20);
        }
    }

    private static long peak(FeaturePass pass, Tensor images, Device device) throws IOException {
        if (device.is_cpu()) {
            Files.writeString(PEAK_RESET, "5"); // as proc(5) documents it
        } else {
            torch.resetPeakStats(device.index());
        }
        try (PointerScope scope = new PointerScope()) {
            pass.features(images);
        }
        OptionalLong peak = device.is_cpu() ? NativeMemory.peakResident() : DeviceMemory.peak(device);
        Assumptions.assumeTrue(peak.isPresent(), "skipped: the peak of the memory cannot be read");
        return peak.getAsLong();
    }
}
