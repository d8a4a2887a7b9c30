package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelsTest {

    @Test
    void copiesAreInTheDtypeOfTheirTargets() {
        copiesAreInTheDtypeOfTheirTargets(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void copiesAreInTheDtypeOfTheirTargetsOnAGpu() {
        copiesAreInTheDtypeOfTheirTargets(TestDevice.cuda());
    }

    private static void copiesAreInTheDtypeOfTheirTargets(Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor source = Tensors.to(Tensors.of(new float[] {1.001f, -2}, 2), device);
            Tensor rounded = torch.zeros_like(source).to(ScalarType.BFloat16);
            Tensor same = torch.zeros_like(source);

            Kernels.copy(List.of(), List.of());
            Kernels.copy(List.of(rounded, same), List.of(source, source));

            assertThat(Tensors.toFloats(rounded)).containsExactly(1, -2);
            assertThat(Tensors.toFloats(same)).containsExactly(1.001f, -2);
        }
    }

    @Test
    void fusedAdamWTakesTheStepOfTheAdamWPaper() {
        try (PointerScope scope = new PointerScope()) {
            Tensor weight = Tensors.of(new float[] {1, -2}, 2);
            Tensor gradient = Tensors.of(new float[] {0.5f, 0.25f}, 2);
            Tensor average = Tensors.zeros(ScalarType.Float, 2);
            Tensor square = Tensors.zeros(ScalarType.Float, 2);
            Tensor step = Tensors.zeros(ScalarType.Float);

            for (int i = 0; i < 2; i++) {
                Kernels.fusedAdamW(
                        List.of(weight),
                        List.of(gradient),
                        List.of(average),
                        List.of(square),
                        List.of(step),
                        List.of(step),
                        0.1,
                        0.9,
                        0.95,
                        0.05,
                        1e-8,
                        Kernels.Decision.UPDATE);
            }

            // With a constant gradient, both bias-corrected moments are exact, so each step is
            // w <- w (1 - lr wd) - lr sign(g) (Loshchilov and Hutter, algorithm 2).
            double decay = 1 - 0.1 * 0.05;
            float[] moved = Tensors.toFloats(weight);
            assertThat((double) moved[0]).isCloseTo((1 * decay - 0.1) * decay - 0.1, within(1e-5));
            assertThat((double) moved[1]).isCloseTo((-2 * decay - 0.1) * decay - 0.1, within(1e-5));
            assertThat(step.item_float()).isEqualTo(2);
        }
    }

    @Test
    void theNormIsOverAllTensorsTogether() {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> tensors = List.of(Tensors.of(new float[] {3, 0}, 2), Tensors.of(new float[] {0, 4, 12}, 3, 1));

            assertThat(Kernels.norm(tensors)).isCloseTo(13, within(1e-6));
            assertThat(Kernels.norm(List.of())).isZero();

            Kernels.multiply(tensors, 0.5);
            assertThat(Tensors.toFloats(tensors.get(1))).containsExactly(0, 2, 6);
        }
    }

    /** Of one weight, with a gradient of 3. */
    private static float[] afterAStep(double loss, double norm, double limit, Tensor average, Tensor step) {
        Tensor weight = Tensors.of(new float[] {1}, 1);
        try (Kernels.Decision decision = Kernels.Decision.of(
                Tensors.of(new double[] {loss}, 1).squeeze(),
                Tensors.of(new double[] {norm}, 1).squeeze(),
                limit)) {
            Kernels.fusedAdamW(
                    List.of(weight),
                    List.of(Tensors.of(new float[] {3}, 1)),
                    List.of(average),
                    List.of(Tensors.zeros(ScalarType.Float, 1)),
                    List.of(step),
                    List.of(step),
                    0.1,
                    0.9,
                    0.95,
                    0,
                    1e-8,
                    decision);
        }
        return Tensors.toFloats(weight);
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "Infinity, 1", "1, NaN", "1, Infinity"})
    void valuesThatAreNotFiniteChangeNothing(double loss, double norm) {
        try (PointerScope scope = new PointerScope()) {
            Tensor average = Tensors.zeros(ScalarType.Float, 1);
            Tensor step = Tensors.zeros(ScalarType.Float);

            assertThat(afterAStep(loss, norm, 1, average, step)).containsExactly(1);

            assertThat(average.item_double()).isZero();
            assertThat(step.item_double()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 4, 1", "4, 4, 3", "1, 4, 3", "12, 0, 3"})
    void gradientsAreScaledDownToTheLimit(double norm, double limit, float gradient) {
        try (PointerScope scope = new PointerScope()) {
            Tensor average = Tensors.zeros(ScalarType.Float, 1);
            Tensor step = Tensors.zeros(ScalarType.Float);

            afterAStep(0.5, norm, limit, average, step);

            assertThat(average.item_float()).isCloseTo(0.1f * gradient, within(1e-6f));
            assertThat(step.item_double()).isEqualTo(1);
        }
    }
}
