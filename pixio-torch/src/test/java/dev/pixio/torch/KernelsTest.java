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
        fusedAdamWTakesTheStepOfTheAdamWPaper(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void fusedAdamWTakesTheStepOfTheAdamWPaperOnAGpu() {
        fusedAdamWTakesTheStepOfTheAdamWPaper(TestDevice.cuda());
    }

    private static void fusedAdamWTakesTheStepOfTheAdamWPaper(Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor weight = Tensors.to(Tensors.of(new float[] {1, -2}, 2), device);
            Tensor gradient = Tensors.to(Tensors.of(new float[] {0.5f, 0.25f}, 2), device);
            Tensor average = torch.zeros_like(weight);
            Tensor square = torch.zeros_like(weight);
            Tensor step = Tensors.zeros(ScalarType.Float, device);

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
        theNormIsOverAllTensorsTogether(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void theNormIsOverAllTensorsTogetherOnAGpu() {
        theNormIsOverAllTensorsTogether(TestDevice.cuda());
    }

    private static void theNormIsOverAllTensorsTogether(Device device) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> tensors = List.of(
                    Tensors.to(Tensors.of(new float[] {3, 0}, 2), device),
                    Tensors.to(Tensors.of(new float[] {0, 4, 12}, 3, 1), device));

            assertThat(Kernels.norm(tensors)).isCloseTo(13, within(1e-6));
            assertThat(Kernels.norm(List.of())).isZero();

            Kernels.multiply(tensors, 0.5);
            assertThat(Tensors.toFloats(tensors.get(1))).containsExactly(0, 2, 6);
        }
    }

    @Test
    void theTotalNormIsThatOfAllParts() {
        theTotalNormIsThatOfAllParts(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void theTotalNormIsThatOfAllPartsOnAGpu() {
        theTotalNormIsThatOfAllParts(TestDevice.cuda());
    }

    /** The squares of these do not fit a float. */
    private static void theTotalNormIsThatOfAllParts(Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor parts = Tensors.to(Tensors.of(new float[] {3e30f, 4e30f, 12e30f}, 3), device);

            Tensor norm = Kernels.totalNorm(List.of(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2)));

            assertThat(norm.item_double()).isCloseTo(13e30, within(1e24));
            assertThat(norm.scalar_type().intern()).isEqualTo(ScalarType.Double);
            assertThat(Tensors.shape(norm)).isEmpty();
        }
    }

    private static Tensor scalar(double value, Device device) {
        return Tensors.to(Tensors.of(new double[] {value}, 1).squeeze(), device);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 12, 4, 0, 3",
        "0.5, 4, 4, 0, 1",
        "0.5, 1, 4, 0, 1",
        "0.5, 0, 4, 0, 1",
        "NaN, 1, 4, 1, 1",
        "-Infinity, 8, 4, 1, 2",
        "0.5, NaN, 4, 1, NaN",
        "0.5, Infinity, 4, 1, Infinity"
    })
    void theDecisionIsByLossNormAndLimit(double loss, double norm, double limit, float notFinite, float scale) {
        theDecisionIsByLossNormAndLimit(loss, norm, limit, notFinite, scale, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"0.5, 12, 4, 0, 3", "0.5, 1, 4, 0, 1", "NaN, 1, 4, 1, 1", "0.5, Infinity, 4, 1, Infinity"})
    @Tag(TestDevice.CUDA)
    void theDecisionIsByLossNormAndLimitOnAGpu(double loss, double norm, double limit, float notFinite, float scale) {
        theDecisionIsByLossNormAndLimit(loss, norm, limit, notFinite, scale, TestDevice.cuda());
    }

    /** More than once: TorchScript would compile kernels after it has seen the first values. */
    private static void theDecisionIsByLossNormAndLimit(
            double loss, double norm, double limit, float notFinite, float scale, Device device) {
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < 3; i++) {
                try (Kernels.Decision decision =
                        Kernels.Decision.of(scalar(loss, device), scalar(norm, device), limit)) {
                    Tensor isNotFinite = decision.notFinite().orElseThrow();
                    Tensor gradientScale = decision.gradientScale().orElseThrow();

                    assertThat(isNotFinite.item_float()).isEqualTo(notFinite);
                    assertThat(Float.compare(gradientScale.item_float(), scale))
                            .as("%s", scale)
                            .isZero(); // NaN, too
                    assertThat(isNotFinite.scalar_type().intern()).isEqualTo(ScalarType.Float);
                    assertThat(gradientScale.scalar_type().intern()).isEqualTo(ScalarType.Float);
                }
            }
        }
    }

    /** Of one weight, with a gradient of 3. */
    private static float[] afterAStep(double loss, double norm, double limit, Tensor average, Tensor step) {
        Device device = step.device();
        Tensor weight = Tensors.to(Tensors.of(new float[] {1}, 1), device);
        try (Kernels.Decision decision = Kernels.Decision.of(scalar(loss, device), scalar(norm, device), limit)) {
            Kernels.fusedAdamW(
                    List.of(weight),
                    List.of(Tensors.to(Tensors.of(new float[] {3}, 1), device)),
                    List.of(average),
                    List.of(torch.zeros_like(weight)),
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
        valuesThatAreNotFiniteChangeNothing(loss, norm, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "1, NaN", "1, Infinity"})
    @Tag(TestDevice.CUDA)
    void valuesThatAreNotFiniteChangeNothingOnAGpu(double loss, double norm) {
        valuesThatAreNotFiniteChangeNothing(loss, norm, TestDevice.cuda());
    }

    private static void valuesThatAreNotFiniteChangeNothing(double loss, double norm, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor average = Tensors.to(Tensors.zeros(ScalarType.Float, 1), device);
            Tensor step = Tensors.zeros(ScalarType.Float, device);

            assertThat(afterAStep(loss, norm, 1, average, step)).containsExactly(1);

            assertThat(average.item_double()).isZero();
            assertThat(step.item_double()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 4, 1", "4, 4, 3", "1, 4, 3", "12, 0, 3"})
    void gradientsAreScaledDownToTheLimit(double norm, double limit, float gradient) {
        gradientsAreScaledDownToTheLimit(norm, limit, gradient, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"12, 4, 1", "1, 4, 3", "12, 0, 3"})
    @Tag(TestDevice.CUDA)
    void gradientsAreScaledDownToTheLimitOnAGpu(double norm, double limit, float gradient) {
        gradientsAreScaledDownToTheLimit(norm, limit, gradient, TestDevice.cuda());
    }

    private static void gradientsAreScaledDownToTheLimit(double norm, double limit, float gradient, Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor average = Tensors.to(Tensors.zeros(ScalarType.Float, 1), device);
            Tensor step = Tensors.zeros(ScalarType.Float, device);

            afterAStep(0.5, norm, limit, average, step);

            assertThat(average.item_float()).isCloseTo(0.1f * gradient, within(1e-6f));
            assertThat(step.item_double()).isEqualTo(1);
        }
    }
}
