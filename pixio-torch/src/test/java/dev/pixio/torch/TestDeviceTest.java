package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TestDeviceTest {

    @Test
    void tensorsAreMadeOnTheDeviceAndComeBack() {
        tensorsAreMadeOnTheDeviceAndComeBack(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void tensorsAreMadeOnTheDeviceAndComeBackFromAGpu() {
        tensorsAreMadeOnTheDeviceAndComeBack(TestDevice.cuda());
    }

    private static void tensorsAreMadeOnTheDeviceAndComeBack(Device device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor moved = Tensors.to(Tensors.of(new float[] {1, 2}, 2), device);

            Tensor sum = moved.add(torch.ones_like(moved)).mul(new Scalar(2.0));

            assertThat(sum.device().equals(device)).isTrue(); // an overload of equals, which AssertJ does not call
            assertThat(Tensors.toFloats(sum)).containsExactly(4, 6);
        }
    }
}
