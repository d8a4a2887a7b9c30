package dev.pixio.embed.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class FeatureNumberTest {

    @Test
    void halfPrecisionEqualsThatOfLibtorch() {
        RandomStream random = RandomStream.of(1, "halves");
        float[] values = new float[100_000];
        for (int i = 0; i < values.length; i++) {
            // All magnitudes, subnormal halves and ties too.
            values[i] = (float) (random.nextDouble(-1, 1) * Math.pow(2, random.nextInt(42) - 26));
            if (i % 3 == 0) {
                values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xfffff000);
            }
        }
        try (PointerScope scope = new PointerScope()) {
            float[] expected =
                    Tensors.toFloats(Tensors.of(values, values.length).to(ScalarType.Half));
            ByteBuffer stored = ByteBuffer.allocate(2 * values.length);
            for (float value : values) {
                FeatureNumber.FP16.put(stored, value);
            }
            stored.flip();
            for (int i = 0; i < values.length; i++) {
                assertThat(FeatureNumber.FP16.get(stored)).as("%s", values[i]).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void valuesTooLargeForHalfPrecisionAreRefused() {
        ByteBuffer stored = ByteBuffer.allocate(2);
        assertThatThrownBy(() -> FeatureNumber.FP16.put(stored, 65520))
                .hasMessage("the feature 65520.0 is too large for fp16: use fp32");
        FeatureNumber.FP16.put(stored, 65519.9f);
        assertThat(FeatureNumber.FP16.get(stored.flip())).isEqualTo(65504);
    }
}
