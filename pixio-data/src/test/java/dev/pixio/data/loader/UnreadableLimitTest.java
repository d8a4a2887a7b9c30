package dev.pixio.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadableLimitTest {

    /** As docs/using-features.md says it; of 10 images the limit is 1 + 4 * sqrt(0.9) = 4.8. */
    @ParameterizedTest
    @CsvSource({"0.1, 10, 4", "0.1, 1, 1", "0.1, 19, 7", "0.1, 20, 2", "0.1, 1000, 100", "0, 10, 0", "0, 1000, 0"})
    void fewerThanTwentyImagesMayHaveFourStandardDeviationsMore(double share, long images, long allowed) {
        UnreadableLimit limit = new UnreadableLimit(share, images);

        assertThat(limit.isExceededBy(allowed)).isFalse();
        assertThat(limit.isExceededBy(allowed + 1)).isTrue();
    }
}
