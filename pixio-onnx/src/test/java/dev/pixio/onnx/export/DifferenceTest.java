package dev.pixio.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.onnx.runtime.EncoderMetadata;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void theFp32LimitIsAbsoluteAfterTheNormAndRelativeBefore() {
        Difference large = new Difference(5e-4, 10, 0);
        assertThat(isSmallEnough(large, EncoderMetadata.Norm.AFTER)).isFalse();
        assertThat(isSmallEnough(large, EncoderMetadata.Norm.BEFORE)).isTrue();
        assertThat(isSmallEnough(new Difference(9e-5, 0.1, 0), EncoderMetadata.Norm.AFTER))
                .isTrue();
        assertThat(isSmallEnough(new Difference(2e-3, 10, 0), EncoderMetadata.Norm.BEFORE))
                .isFalse();
        assertThat(isSmallEnough(new Difference(Double.NaN, 1, 0), EncoderMetadata.Norm.AFTER))
                .isFalse();
    }

    private static boolean isSmallEnough(Difference difference, EncoderMetadata.Norm norm) {
        return difference.isSmallEnough(ExportOptions.Numbers.FP32, norm);
    }
}
