package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelStatisticsTest {

    /** A dark image of 100 pixels, and a bright one of 300. */
    private static final class TwoSizes implements ImageSource {

        @Override
        public long size() {
            return 2;
        }

        @Override
        public String name(long index) {
            return index + "";
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            return index == 0
                    ? PixelScoreTest.grey(10, 10, (x, y) -> 51)
                    : PixelScoreTest.grey(30, 10, (x, y) -> x < 15 ? 102 : 255);
        }

        @Override
        public String description() {
            return "two";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void pixelsHaveTheSameWeightInAllImages(int threads) throws Exception {
        ChannelStatistics measured = ChannelStatistics.of(new TwoSizes(), threads, done -> {});

        // 100 pixels of 0.2, 150 of 0.4, 150 of 1
        assertThat(measured.pixels()).isEqualTo(400);
        assertThat(measured.mean().get(1)).isCloseTo(0.575, within(1e-12));
        assertThat(measured.deviation().get(2)).isCloseTo(Math.sqrt(0.445 - 0.575 * 0.575), within(1e-12));
        assertThat(measured.percentile(25).get(0)).isEqualTo(0.2);
        assertThat(measured.percentile(26).get(0)).isEqualTo(0.4);
        assertThat(measured.percentile(100).get(0)).isEqualTo(1);
    }

    @Test
    void theLowestPercentileIsTheLowestLevel() throws Exception {
        assertThat(ChannelStatistics.of(new TwoSizes(), 1, done -> {})
                        .percentile(0)
                        .get(0))
                .isEqualTo(0.2);
    }
}
