package dev.pixio.downstream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseAugmentationTest {

    /** Red is the column, green the row, and the true value is the column: whatever is done, they must agree. */
    private static DenseSample sample(int width, int height) {
        RgbImage image = RgbImage.of(width, height);
        byte[] rgb = new byte[3 * width * height];
        float[] truth = new float[width * height];
        for (int i = 0; i < truth.length; i++) {
            rgb[3 * i] = (byte) (i % width);
            rgb[3 * i + 1] = (byte) (i / width);
            rgb[3 * i + 2] = 1; // inside of the image
            truth[i] = i % width;
        }
        image.data().put(rgb, 0, rgb.length);
        return new DenseSample("sample", image, truth);
    }

    private static byte[] colours(DensePixels pixels) {
        return ((RgbPlanes) pixels.image()).colours();
    }

    @Test
    void imageAndTruthStayTogether() {
        try (DenseSample sample = sample(90, 61)) {
            for (int i = 0; i < 50; i++) {
                DensePixels square = DenseAugmentation.SEGMENTATION.apply(
                        sample, ImageSize.square(32), 255, RandomStream.of(1, "test", i));

                int area = 32 * 32;
                int inside = 0;
                for (int pixel = 0; pixel < area; pixel++) {
                    if (colours(square)[2 * area + pixel] != 0) {
                        inside++;
                        assertThat((float) (colours(square)[pixel] & 0xFF))
                                .as("column of pixel %d in draw %d", pixel, i)
                                .isCloseTo(square.truth()[pixel], within(2f));
                    } else {
                        assertThat(square.truth()[pixel]).isEqualTo(255);
                    }
                }
                assertThat(inside).isGreaterThan(area / 3);
            }
        }
    }

    @Test
    void depthIsCroppedAndFlippedOnly() {
        try (DenseSample sample = sample(40, 36)) {
            int flipped = 0;
            for (int i = 0; i < 100; i++) {
                DensePixels square =
                        DenseAugmentation.DEPTH.apply(sample, ImageSize.square(32), 0, RandomStream.of(1, "test", i));

                float step = square.truth()[1] - square.truth()[0];
                assertThat(Math.abs(step)).isEqualTo(1);
                assertThat(colours(square)[5] & 0xFF).isEqualTo((int) square.truth()[5]);
                flipped += step < 0 ? 1 : 0;
            }
            assertThat(flipped).isBetween(30, 70);
        }
    }

    @Test
    void aSampleIsAugmentedInTheSameWayAgain() {
        try (DenseSample sample = sample(50, 40)) {
            DensePixels first = DenseAugmentation.SEGMENTATION.apply(
                    sample, ImageSize.square(32), 255, RandomStream.of(3, "test", 9));
            DensePixels again = DenseAugmentation.SEGMENTATION.apply(
                    sample, ImageSize.square(32), 255, RandomStream.of(3, "test", 9));

            assertThat(colours(again)).isEqualTo(colours(first));
            assertThat(again.truth()).isEqualTo(first.truth());
        }
    }

    @Test
    void withoutAugmentationTheCentreIsUsed() {
        try (DenseSample wide = sample(64, 32);
                DenseSample exact = sample(32, 32)) {
            assertThat(DenseAugmentation.centred(wide, ImageSize.square(32)).truth()[0])
                    .isEqualTo(16);
            assertThat(DenseAugmentation.centred(exact, ImageSize.square(32)).truth())
                    .isEqualTo(exact.truth());
            DensePixels oblong = DenseAugmentation.centred(wide, new ImageSize(16, 48));
            assertThat(List.of(oblong.height(), oblong.width())).containsExactly(16, 48);
        }
    }

    @Test
    void whatIsBeyondTheImageDoesNotCount() {
        DensePixels pixels = new DensePixels(new RgbPlanes(new byte[12], 2, 2), new float[] {1, 2, 3, 4});

        DensePixels crop = pixels.crop(1, 1, 2, 3, 9);

        assertThat(crop.truth()).containsExactly(4, 9, 9, 9, 9, 9);
        assertThat(pixels.flipped().truth()).containsExactly(2, 1, 4, 3);
        assertThat(Arrays.equals(pixels.flipped().flipped().truth(), pixels.truth()))
                .isTrue();
    }
}
