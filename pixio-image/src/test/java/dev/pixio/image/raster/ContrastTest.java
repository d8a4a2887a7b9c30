package dev.pixio.image.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@link Contrast}: which samples are black and white. */
class ContrastTest {

    /** Of the numbers 0 to 100 the percentiles are the numbers themselves. */
    @Test
    void theSecondPercentileIsBlackAndTheNinetyEighthWhite() {
        float[] plane = new float[101];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = 100 - i;
        }
        Contrast contrast = Contrast.of(plane);
        assertThat(contrast).isEqualTo(new Contrast(2, 96));
        assertThat(plane[0]).isEqualTo(100);
        assertThat(new int[] {
                    contrast.level(0), contrast.level(2), contrast.level(34), contrast.level(98), contrast.level(100)
                })
                .containsExactly(0, 0, 85, (byte) 255, (byte) 255);
    }

    @Test
    void aChannelWithoutContrastIsBlack() {
        float[] plane = new float[1000];
        Arrays.fill(plane, 7);
        plane[500] = 9;
        Contrast contrast = Contrast.of(plane);
        assertThat(contrast).isEqualTo(new Contrast(7, 0));
        assertThat(contrast.level(9)).isZero();
    }

    /** Every second sample is enough of twice as many as are sorted; the others are not looked at. */
    @Test
    void aLargeChannelIsSampledAtEqualDistances() {
        float[] plane = new float[1 << 19];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = i % 2 == 0 ? i : -1e9f;
        }
        Contrast contrast = Contrast.of(plane);
        // of the 262,144 samples 0, 2, 4, ... those at positions 5,242 and 256,901
        assertThat(contrast).isEqualTo(new Contrast(10484, 503318));
    }
}
