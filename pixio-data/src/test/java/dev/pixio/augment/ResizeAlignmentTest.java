package dev.pixio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeAlignmentTest {

    /** Step {@code spare} of a resize that starts {@code border} pixels before {@code first} is the start of the crop. */
    @ParameterizedTest
    @CsvSource({"10.25, 1.37", "0.5, 1.9", "311.875, 2.71", "7.75, 1.2501", "0.125, 3.3"})
    void stepsBeforeTheCropLeadToItsStart(double start, double step) {
        ResizeAlignment alignment = ResizeAlignment.of(start, step);
        assertThat(alignment.isClose()).isTrue();
        assertThat(alignment.first() - alignment.border() + alignment.spare() * step)
                .isCloseTo(start, within(ResizeAlignment.TOLERANCE + 1e-9));
    }

    @Test
    void startAtAWholePixelNeedsNoStepsBeforeIt() {
        assertThat(ResizeAlignment.of(12, 1.7)).isEqualTo(new ResizeAlignment(12, 0, 0, 1.7, 0));
    }

    @Test
    void integerStepsNeverReachHalfAPixel() {
        assertThat(ResizeAlignment.of(12.5, 2).isClose()).isFalse();
        assertThat(ResizeAlignment.of(12.5, 1.5).isClose()).isTrue();
    }
}
