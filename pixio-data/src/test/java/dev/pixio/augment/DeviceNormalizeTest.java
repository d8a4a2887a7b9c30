package dev.pixio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A batch from the loader's memory to the normalised input on any device. */
class DeviceNormalizeTest {

    private static final int PIXELS = 64 * 48;

    @Test
    void aBatchIsNormalisedWhereItIs() {
        aBatchIsNormalisedWhereItIs(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void aBatchIsNormalisedWhereItIsOnAGpu() {
        aBatchIsNormalisedWhereItIs(TestDevice.cuda());
    }

    private static void aBatchIsNormalisedWhereItIs(Device device) {
        byte[] bytes = new byte[2 * 3 * PIXELS];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (31 * i % 256);
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor batch = Tensors.upload(Tensors.of(bytes, 2, 3, 64, 48), device);

            Tensor normalized = Normalize.IMAGENET.apply(batch);

            assertThat(normalized.device().equals(device)).isTrue();
            float[] values = Tensors.toFloats(normalized);
            for (int i = 0; i < bytes.length; i++) {
                int channel = i / PIXELS % 3;
                double expected =
                        ((bytes[i] & 0xff) / 255.0 - Normalize.IMAGENET.mean().get(channel))
                                / Normalize.IMAGENET.deviation().get(channel);
                assertThat((double) values[i]).isCloseTo(expected, within(1e-5));
            }
            assertThat(Tensors.toBytes(Normalize.IMAGENET.inverse(normalized))).isEqualTo(bytes);
        }
    }
}
