package dev.pixio.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.onnx.runtime.EncoderMetadata;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void theLimitOfSinglePrecisionIsAbsoluteAfterTheNormAndRelativeBeforeIt() {
        Difference ofLargeNumbers = new Difference(5e-4, 10, 0);
        assertThat(fits(ofLargeNumbers, EncoderMetadata.Norm.AFTER)).isFalse();
        assertThat(fits(ofLargeNumbers, EncoderMetadata.Norm.BEFORE)).isTrue();
        assertThat(fits(new Difference(9e-5, 0.1, 0), EncoderMetadata.Norm.AFTER)).isTrue();
        assertThat(fits(new Difference(2e-3, 10, 0), EncoderMetadata.Norm.BEFORE)).isFalse();
        assertThat(fits(new Difference(Double.NaN, 1, 0), EncoderMetadata.Norm.AFTER))
                .isFalse();
    }

    private static boolean fits(Difference difference, EncoderMetadata.Norm norm) {
        return difference.isSmallEnough(ExportOptions.Numbers.FP32, norm);
    }
}
