package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.RgbImage;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class PixelScoreTest {

    /** An image whose channels are all {@code level(x, y)}. */
    static RgbImage grey(int width, int height, IntBinaryOperator level) {
        RgbImage image = RgbImage.of(width, height);
        byte[] row = new byte[3 * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = (byte) level.applyAsInt(x / 3, y);
            }
            image.data().getPointer(y * image.rowBytes()).put(row);
        }
        return image;
    }

    private static PixelScore of(int width, int height, IntBinaryOperator level) {
        try (RgbImage image = grey(width, height, level)) {
            return PixelScore.of(image);
        }
    }

    @Test
    void entropyIsZeroForOneColourAndEightForAllLevelsAlike() {
        assertThat(of(5, 7, (x, y) -> 90).entropy()).isZero();
        assertThat(of(16, 16, (x, y) -> 16 * y + x).entropy()).isCloseTo(8, within(1e-12));
        assertThat(of(4, 4, (x, y) -> x == 0 ? 200 : 10).entropy()).isCloseTo(0.8112781244591328, within(1e-12));
    }

    @Test
    void aHashHasOnesWhereLuminanceRisesToTheRight() {
        assertThat(of(90, 80, (x, y) -> 2 * x).hash()).isEqualTo(-1);
        assertThat(of(90, 80, (x, y) -> 200 - 2 * x).hash()).isZero();
        assertThat(of(90, 80, (x, y) -> y < 10 ? 2 * x : 50).hash())
                .as("the first of 8 rows")
                .isEqualTo(0xFF);
    }

    @Test
    void aHashIsThatOfTheImageAtAnotherSize() {
        IntBinaryOperator waves = (x, y) -> (int) (127 + 60 * Math.sin(x / 40.0) + 60 * Math.cos((x + y) / 55.0));
        long large = of(400, 300, waves).hash();
        long small = of(200, 150, (x, y) -> waves.applyAsInt(2 * x, 2 * y)).hash();

        assertThat(Long.bitCount(large)).isBetween(8, 56);
        assertThat(Long.bitCount(large ^ small)).isLessThanOrEqualTo(DuplicateFinder.DEFAULT_DISTANCE);
    }

    @Test
    void digestsDistinguishPixelsAndShapes() {
        String digest = of(4, 6, (x, y) -> x).digest();

        assertThat(digest).hasSize(64).isEqualTo(of(4, 6, (x, y) -> x).digest());
        assertThat(of(4, 6, (x, y) -> x == 3 && y == 5 ? 9 : x).digest()).isNotEqualTo(digest);
        assertThat(of(6, 4, (x, y) -> 0).digest())
                .isNotEqualTo(of(4, 6, (x, y) -> 0).digest());
    }
}
