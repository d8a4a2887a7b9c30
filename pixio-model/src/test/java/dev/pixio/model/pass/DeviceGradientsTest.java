package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.golden.Golden;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.BlockStack.Gradients;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The explicit gradients with libtorch's operators, on any device, compared with those of autograd for the whole model at once,
 * in fp32 on the CPU.
 */
class DeviceGradientsTest {

    private static final Device CPU = new Device("cpu");

    /** Heads of 16 and 8, and heads of 12 and 5, which the fused kernels of GPUs do not support. */
    private enum Size {
        EVEN,
        ODD;

        PixioConfig config() {
            return this == EVEN
                    ? Golden.config("cell2", Positions.LEARNED)
                    : new PixioConfig(
                            new PatchGrid(24, 40, 3, 8),
                            new EncoderConfig(36, 3, 3, 3, 3, 0),
                            new DecoderConfig(20, 2, 4, 4),
                            new MaskConfig(0.6, 1),
                            Positions.SINCOS,
                            PositionResize.ANTIALIASED,
                            PixioConfig.TokenStart.EQUAL);
        }

        int images() {
            return this == EVEN ? 4 : 7;
        }
    }

    /** A model with its inputs on a device; all of a size are equal. */
    private static final class Work {

        final Pixio model;
        final Tensor images;
        final GridMask mask;
        final DropPath dropPath;

        Work(Size size, double dropRate, Device device) {
            torch.manual_seed(5);
            PixioConfig config = size.config();
            PatchGrid grid = config.grid();
            model = new Pixio(config, 1);
            stir(model);
            images = Tensors.to(torch.randn(size.images(), 3, grid.height(), grid.width()), device);
            List<RandomStream> samples = LongStream.range(0, size.images())
                    .mapToObj(i -> RandomStream.of(3, "sample", i))
                    .toList();
            mask = GridMask.draw(samples, grid, config.mask(), device);
            dropPath = DropPath.draw(dropRate, config.encoder().depth(), samples, device);
            TestDevice.on(device, model);
        }

        /** So that norms, biases and attention differ between values. */
        private static void stir(Pixio model) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensors.parameters(model)
                        .values()
                        .forEach(parameter ->
                                parameter.add_(torch.randn_like(parameter).mul(new Scalar(0.05))));
            }
        }

        Map<String, Tensor> byAutograd() {
            model.forward(images, mask, dropPath).loss().backward();
            return gradients();
        }

        Map<String, Tensor> by(Gradients gradients, Precision precision, Activations activations) {
            try (PretrainingPass pass = new PretrainingPass(model, precision, activations, gradients)) {
                pass.accumulate(images, mask, dropPath, 1);
            }
            return gradients();
        }

        /** Those that are defined, on the CPU. */
        Map<String, Tensor> gradients() {
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            Tensors.parameters(model).forEach((name, parameter) -> {
                if (parameter.grad().defined()) {
                    gradients.put(name, Tensors.to(parameter.grad(), CPU).clone());
                }
            });
            return gradients;
        }
    }

    @Test
    void onACpuTheSettingSelectsOperatorsForCpusOrAutograd() {
        assertThat(Gradients.of(GradientMethod.AUTO, CPU, Precision.FP32)).isEqualTo(Gradients.EXPLICIT);
        assertThat(Gradients.of(GradientMethod.EXPLICIT, CPU, Precision.FP32)).isEqualTo(Gradients.EXPLICIT);
        assertThat(Gradients.of(GradientMethod.AUTOGRAD, CPU, Precision.FP32)).isEqualTo(Gradients.AUTOGRAD);
    }

    /** A name of a device needs no GPU. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void onAGpuOnlyTheSettingSelectsExplicitGradients(Precision precision) {
        Device gpu = new Device("cuda:0");
        assertThat(Gradients.of(GradientMethod.AUTO, gpu, precision)).isEqualTo(Gradients.AUTOGRAD);
        assertThat(Gradients.of(GradientMethod.AUTOGRAD, gpu, precision)).isEqualTo(Gradients.AUTOGRAD);
        assertThat(Gradients.of(GradientMethod.EXPLICIT, gpu, precision)).isEqualTo(Gradients.EXPLICIT_LIBTORCH);
    }

    @ParameterizedTest
    @CsvSource({"EVEN, 0, KEPT", "EVEN, 0.6, KEPT", "EVEN, 0.6, RECOMPUTED", "ODD, 0, KEPT", "ODD, 0.6, RECOMPUTED"})
    void inFp32TheGradientsAreAutograds(Size size, double dropRate, Activations activations) {
        inFp32TheGradientsAreAutograds(size, dropRate, activations, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"EVEN, 0, KEPT", "EVEN, 0.6, RECOMPUTED", "ODD, 0.6, KEPT"})
    @Tag(TestDevice.CUDA)
    void inFp32TheGradientsAreAutogradsOnAGpu(Size size, double dropRate, Activations activations) {
        inFp32TheGradientsAreAutograds(size, dropRate, activations, TestDevice.cuda());
    }

    private static void inFp32TheGradientsAreAutograds(
            Size size, double dropRate, Activations activations, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> expected = new Work(size, dropRate, CPU).byAutograd();

            Map<String, Tensor> found =
                    new Work(size, dropRate, device).by(Gradients.EXPLICIT_LIBTORCH, Precision.FP32, activations);

            assertClose(found, expected, device.is_cpu() ? 1e-6 : 1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({"EVEN, 0", "ODD, 0.6"})
    void inFp32TheGradientsAreThoseOfTheOperatorsForCpus(Size size, double dropRate) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> expected =
                    new Work(size, dropRate, CPU).by(Gradients.EXPLICIT, Precision.FP32, Activations.KEPT);

            Map<String, Tensor> found =
                    new Work(size, dropRate, CPU).by(Gradients.EXPLICIT_LIBTORCH, Precision.FP32, Activations.KEPT);

            assertClose(found, expected, 1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({"EVEN, 0", "EVEN, 0.6", "ODD, 0"})
    void inBf16TheGradientsAreAsCloseToFp32AsAutocasts(Size size, double dropRate) {
        inBf16TheGradientsAreAsCloseToFp32AsAutocasts(size, dropRate, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"EVEN, 0", "EVEN, 0.6", "ODD, 0"})
    @Tag(TestDevice.CUDA)
    void inBf16TheGradientsAreAsCloseToFp32AsAutocastsOnAGpu(Size size, double dropRate) {
        inBf16TheGradientsAreAsCloseToFp32AsAutocasts(size, dropRate, TestDevice.cuda());
    }

    private static void inBf16TheGradientsAreAsCloseToFp32AsAutocasts(Size size, double dropRate, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> exact = new Work(size, dropRate, CPU).byAutograd();
            Map<String, Tensor> autocast =
                    new Work(size, dropRate, device).by(Gradients.AUTOGRAD, Precision.BF16, Activations.KEPT);

            Map<String, Tensor> found =
                    new Work(size, dropRate, device).by(Gradients.EXPLICIT_LIBTORCH, Precision.BF16, Activations.KEPT);

            assertThat(distance(found, exact)).isPositive().isLessThan(1.2 * distance(autocast, exact));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void frozenBlocksGetNoGradientAndChangeNoOther(int frozen) {
        frozenBlocksGetNoGradientAndChangeNoOther(frozen, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    @Tag(TestDevice.CUDA)
    void frozenBlocksGetNoGradientAndChangeNoOtherOnAGpu(int frozen) {
        frozenBlocksGetNoGradientAndChangeNoOther(frozen, TestDevice.cuda());
    }

    private static void frozenBlocksGetNoGradientAndChangeNoOther(int frozen, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> expected = new Work(Size.ODD, 0.3, CPU).byAutograd();
            expected.keySet().removeIf(name -> isFrozen(name, frozen));
            Work work = new Work(Size.ODD, 0.3, device);
            Tensors.parameters(work.model)
                    .forEach((name, parameter) -> parameter.requires_grad_(!isFrozen(name, frozen)));

            Map<String, Tensor> found = work.by(Gradients.EXPLICIT_LIBTORCH, Precision.FP32, Activations.KEPT);

            assertClose(found, expected, device.is_cpu() ? 1e-6 : 1e-4);
        }
    }

    /** Everything of the encoder before a block, and the second norm of this. */
    private static boolean isFrozen(String name, int blocks) {
        if (name.startsWith("encoder.blocks.")) {
            int block = Integer.parseInt(name.split("\\.", -1)[2]);
            return block < blocks || (block == blocks && name.contains("norm2"));
        }
        return name.startsWith("encoder.") && !name.startsWith("encoder.norm.");
    }

    @Test
    void gradientsOfAReplicaAndOfASecondPassAreAdded() {
        gradientsOfAReplicaAndOfASecondPassAreAdded(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void gradientsOfAReplicaAndOfASecondPassAreAddedOnAGpu() {
        gradientsOfAReplicaAndOfASecondPassAreAdded(TestDevice.cuda());
    }

    private static void gradientsOfAReplicaAndOfASecondPassAreAdded(Device device) {
        try (PointerScope scope = new PointerScope()) {
            for (Precision precision : Precision.values()) {
                Map<String, Tensor> expected =
                        new Work(Size.EVEN, 0, device).by(Gradients.EXPLICIT_LIBTORCH, precision, Activations.KEPT);
                Work work = new Work(Size.EVEN, 0, device);
                try (PretrainingPass pass = new PretrainingPass(
                                work.model, precision, Activations.KEPT, Gradients.EXPLICIT_LIBTORCH);
                        Replica replica = new Replica(work.model);
                        PretrainingPass other = pass.forReplica(replica)) {
                    pass.accumulate(work.images, work.mask, work.dropPath, 0.25);
                    pass.accumulate(work.images, work.mask, work.dropPath, 0.25);
                    other.accumulate(work.images, work.mask, work.dropPath, 0.5);
                    for (int group = 0; group < ParameterGroups.count(work.model); group++) {
                        replica.moveGradients(group);
                    }
                }

                assertClose(work.gradients(), expected, precision == Precision.FP32 ? 1e-6 : 1e-2);
            }
        }
    }

    @Test
    void copiesOfChangedWeightsAreRenewedInTheirPlace() {
        copiesOfChangedWeightsAreRenewedInTheirPlace(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void copiesOfChangedWeightsAreRenewedInTheirPlaceOnAGpu() {
        copiesOfChangedWeightsAreRenewedInTheirPlace(TestDevice.cuda());
    }

    private static void copiesOfChangedWeightsAreRenewedInTheirPlace(Device device) {
        try (PointerScope scope = new PointerScope()) {
            Work moved = new Work(Size.EVEN, 0, device);
            Work fresh = new Work(Size.EVEN, 0, device);
            try (PretrainingPass pass =
                    new PretrainingPass(moved.model, Precision.BF16, Activations.KEPT, Gradients.EXPLICIT_LIBTORCH)) {
                pass.accumulate(moved.images, moved.mask, moved.dropPath, 1);
                Tensors.clearGradients(Tensors.parameters(moved.model).values());
                Work.stir(moved.model);
                Work.stir(fresh.model);
                copy(moved.model, fresh.model);
                pass.renewCopies();
                pass.accumulate(moved.images, moved.mask, moved.dropPath, 1);
            }

            // Gradients of learned positions are sums that have no fixed order on a GPU.
            assertClose(
                    moved.gradients(),
                    fresh.by(Gradients.EXPLICIT_LIBTORCH, Precision.BF16, Activations.KEPT),
                    device.is_cpu() ? 0 : 1e-5);
        }
    }

    private static void copy(Pixio from, Pixio to) {
        Map<String, Tensor> targets = Tensors.state(to);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.state(from)
                    .forEach((name, tensor) ->
                            Objects.requireNonNull(targets.get(name), name).copy_(tensor));
        }
    }

    /** Each gradient by the norm of its difference, relative to its own. */
    private static void assertClose(Map<String, Tensor> found, Map<String, Tensor> expected, double tolerance) {
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        found.forEach((name, gradient) -> assertThat(
                        norm(gradient.sub(expected.getOrDefault(name, gradient))) / norm(gradient))
                .as("difference of the gradient of %s", name)
                .isLessThanOrEqualTo(tolerance));
    }

    private static double distance(Map<String, Tensor> found, Map<String, Tensor> expected) {
        return Math.sqrt(found.entrySet().stream()
                .mapToDouble(
                        entry -> norm(entry.getValue().sub(expected.getOrDefault(entry.getKey(), entry.getValue()))))
                .map(norm -> norm * norm)
                .sum());
    }

    private static double norm(Tensor tensor) {
        return tensor.norm().item_double();
    }
}
