package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.Colors;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.SampleRange;
import java.util.List;
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

    private static Raster raster(int width, int height, float[]... planes) {
        return new Raster(width, height, Colors.BANDS, new SampleRange(0, 1, SampleRange.Numbers.REALS), planes);
    }

    @Test
    void entropyOfChannelsIsTheMeanOfThoseOf256Levels() {
        float[] all = new float[256];
        float[] half = new float[256];
        float[] clipped = new float[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = i / 255f;
            half[i] = i % 2 == 0 ? 0.1f : 0.1001f; // the same level
            clipped[i] = i % 2 == 0 ? -3 : 7; // as 0 and 1
        }
        PixelScore score = PixelScore.of(raster(16, 16, all, half, clipped), List.of(1, 2, 3));

        assertThat(score.entropy()).isCloseTo((8.0 + 0.0 + 1.0) / 3, within(1e-12));
    }

    @Test
    void scoresOfBytesScaledByTheirRangeAreThoseOfRgb() {
        IntBinaryOperator waves = (x, y) -> (int) (127 + 60 * Math.sin(x / 40.0) + 60 * Math.cos((x + y) / 55.0));
        PixelScore rgb = of(400, 300, waves);
        float[] plane = new float[400 * 300];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = waves.applyAsInt(i % 400, i / 400) / 255f;
        }
        PixelScore score = PixelScore.of(raster(400, 300, plane), List.of(1, 1, 1));

        assertThat(score.entropy()).isCloseTo(rgb.entropy(), within(1e-12));
        assertThat(Long.bitCount(score.hash() ^ rgb.hash())).isLessThanOrEqualTo(DuplicateFinder.DEFAULT_DISTANCE);
    }

    /** The digest by Python's hashlib and struct. */
    @Test
    void digestsAreOfTheSamplesAsBigEndianFloats() {
        Raster image = raster(2, 1, new float[] {0, 1}, new float[] {0.5f, -0.25f});

        assertThat(PixelScore.of(image, List.of(1, 2, 2)).digest())
                .isEqualTo("f169253861c45917ec371905df9d5f55ab6791bbe0b08fa99d64779ab14debde");
    }

    @Test
    void theHashOfADarkImageIsThatOfItsStretchedPicture() {
        float[] plane = new float[90 * 80];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = 0.01f + (i % 90) * 1e-5f; // far less than a level of 256
        }
        assertThat(PixelScore.of(raster(90, 80, plane), List.of(1, 1, 1)).hash())
                .isEqualTo(-1);
    }
}
