package dev.pixio.torch.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class HostReadTest {

    @Test
    void valuesAreThoseOfTheTimeOfTheCall() {
        try (PointerScope scope = new PointerScope()) {
            Tensor values = Tensors.of(new double[] {1, Double.NaN}, 2);
            try (HostRead read = HostRead.of(values)) {
                values.fill_(new Scalar(7.0));

                assertThat(read.isComplete()).isTrue();
                assertThat(read.values()).containsExactly(1, Double.NaN);
            }
        }
    }

    @Test
    void itOutlivesTheScopeOfTheValues() {
        HostRead read;
        try (PointerScope scope = new PointerScope()) {
            read = HostRead.of(Tensors.of(new float[] {2.5f}, 1));
        }
        try (read) {
            assertThat(read.values()).containsExactly(2.5);
        }
    }

    @Test
    void onACpuATensorIsSentToItself() {
        try (PointerScope scope = new PointerScope();
                Uploads uploads = new Uploads(new Device("cpu"))) {
            Tensor images = Tensors.of(new byte[] {1, 2}, 2);

            assertThat(uploads.send(images).data_ptr()).isEqualTo(images.data_ptr());
            assertThat(Tensors.shape(PageLocked.empty(ScalarType.Byte, 2, 3))).containsExactly(2, 3);
        }
    }
}
