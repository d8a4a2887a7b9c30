package dev.pixio.weights.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NonFiniteNumbersTest {

    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @ParameterizedTest
    @EnumSource(
            value = ScalarType.class,
            names = {"Double", "Float", "Half", "BFloat16", "Float8_e5m2"})
    void nanAndInfinityAreCountedInEachDtype(ScalarType dtype) {
        try (PointerScope scope = new PointerScope()) {
            Tensor values = Tensors.of(new float[] {1, NAN, -2, INFINITY, -INFINITY, 0, NAN, NAN}, 2, 4)
                    .to(dtype);

            assertThat(NonFinite.of(values)).isEqualTo(new NonFinite(3, 2)).hasToString("3 NaN and 2 infinite numbers");
            assertThat(NonFinite.of(values.t())).isEqualTo(new NonFinite(3, 2));
            assertThat(NonFinite.of(Tensors.of(new float[] {1, -2}, 2).to(dtype))
                            .isNone())
                    .isTrue();
        }
    }

    @Test
    void aSumThatOverflowsIsNotTakenForInfinity() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(NonFinite.of(Tensors.of(new float[] {3e38f, 3e38f}, 2)).isNone())
                    .isTrue();
            assertThat(NonFinite.of(
                            Tensors.of(new float[] {6e4f, 6e4f, INFINITY}, 3).to(ScalarType.Half)))
                    .isEqualTo(new NonFinite(0, 1))
                    .hasToString("1 infinite number");
        }
    }

    @Test
    void integersAndEmptyTensorsAreFinite() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(NonFinite.of(Tensors.of(new long[] {Long.MAX_VALUE}, 1)).isNone())
                    .isTrue();
            assertThat(NonFinite.of(Tensors.zeros(ScalarType.Float, 0, 3)).isNone())
                    .isTrue();
        }
    }
}
