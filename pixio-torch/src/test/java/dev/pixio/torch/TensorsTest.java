package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorsTest {

    @Test
    void valuesComeBackInRowMajorOrderAlsoFromAView() {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

            assertThat(Tensors.toFloats(tensor.t())).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(Tensors.toDoubles(tensor)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(Tensors.describe(tensor)).isEqualTo("[2, 3]");
        }
    }

    @Test
    void longsKeepAll64Bits() {
        try (PointerScope scope = new PointerScope()) {
            long[] values = {Long.MIN_VALUE, -1, Long.MAX_VALUE};

            assertThat(Tensors.toLongs(Tensors.of(values, 3))).containsExactly(values);
        }
    }

    @Test
    void parametersKeepTheirNamesAndShareTheModulesMemory() {
        try (LinearImpl linear = new LinearImpl(3, 2)) {
            assertThat(Tensors.parameters(linear).keySet()).containsExactly("weight", "bias");

            try (org.bytedeco.pytorch.NoGradGuard guard = new org.bytedeco.pytorch.NoGradGuard()) {
                Tensors.parameters(linear).getOrDefault("bias", linear.weight()).zero_();
            }
            assertThat(Tensors.toFloats(linear.bias())).containsExactly(0, 0);
        }
    }

    @Test
    void valuesThatDoNotFillTheShapeAreRefused() {
        assertThatThrownBy(() -> Tensors.of(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 values do not fill the shape [2, 3], which has 6");
    }
}
