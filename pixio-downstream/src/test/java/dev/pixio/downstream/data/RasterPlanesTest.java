package dev.pixio.downstream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.raster.Colors;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.SampleRange;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RasterPlanesTest {

    private static final int CHANNELS = 5;

    /** Of channel {@code c}, the sample at column {@code x} and row {@code y} is {@code (c + 1) * x / 100 + y / 1000}. */
    private static Raster raster(int width, int height) {
        float[][] planes = new float[CHANNELS][width * height];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int pixel = 0; pixel < width * height; pixel++) {
                planes[channel][pixel] = sample(channel, pixel % width, pixel / width);
            }
        }
        return new Raster(width, height, Colors.BANDS, new SampleRange(0, 1, SampleRange.Numbers.REALS), planes);
    }

    private static float sample(int channel, int x, int y) {
        return (channel + 1) * x / 100f + y / 1000f;
    }

    @Test
    void aCropIsTheSamplesOfItsPlaceAndBlackBeyondTheBorder() {
        RasterPlanes crop = new RasterPlanes(raster(7, 6)).crop(4, 5, 3, 4);
        for (int channel = 0; channel < CHANNELS; channel++) {
            float[] plane = crop.raster().planes()[channel];
            assertThat(plane)
                    .containsExactly(
                            sample(channel, 5, 4),
                            sample(channel, 6, 4),
                            0,
                            0,
                            sample(channel, 5, 5),
                            sample(channel, 6, 5),
                            0,
                            0,
                            0,
                            0,
                            0,
                            0);
        }
    }

    @Test
    void aFlippedImageHasItsColumnsInReverse() {
        RasterPlanes flipped = new RasterPlanes(raster(4, 2)).flipped();
        assertThat(flipped.raster().planes()[2])
                .containsExactly(
                        sample(2, 3, 0),
                        sample(2, 2, 0),
                        sample(2, 1, 0),
                        sample(2, 0, 0),
                        sample(2, 3, 1),
                        sample(2, 2, 1),
                        sample(2, 1, 1),
                        sample(2, 0, 1));
    }

    @Test
    void aBatchHasOneChannelAfterTheOther() {
        try (PointerScope scope = new PointerScope()) {
            Tensor batch = new RasterPlanes(raster(3, 2)).tensor();
            assertThat(Tensors.shape(batch)).containsExactly(1, CHANNELS, 2, 3);
            assertThat(Tensors.toFloats(batch)[4 * 6 + 5]).isEqualTo(sample(4, 2, 1));
        }
    }

    @Test
    void aPictureShowsTheChosenChannelsWithStretchedContrast() {
        float[][] planes = new float[4][101];
        for (int x = 0; x <= 100; x++) {
            planes[1][x] = x; // its 2nd percentile is 2, its 98th 98
            planes[3][x] = 100 - x;
        }
        Raster raster = new Raster(101, 1, Colors.BANDS, new SampleRange(0, 1, SampleRange.Numbers.REALS), planes);
        RgbPlanes picture = new RasterPlanes(raster).shown(List.of(2, 4, 1));
        assertThat(picture.colour(2)).isEqualTo(0x00FF00);
        assertThat(picture.colour(98)).isEqualTo(0xFF0000);
        assertThat(picture.colour(50)).isEqualTo(0x808000);
    }

    /** Channel 0 is the column, the true value is the column: whatever is done, they must agree. */
    @Test
    void samplesAndTruthStayTogetherThroughAugmentation() {
        float[] truth = new float[60 * 50];
        for (int pixel = 0; pixel < truth.length; pixel++) {
            truth[pixel] = pixel % 60;
        }
        int flipped = 0;
        try (DenseSample sample = new DenseSample("sample", new SampleImage.Samples(raster(60, 50)), truth)) {
            for (int seed = 0; seed < 20; seed++) {
                DensePixels view = new DenseAugmentation(1, 1, 0.5)
                        .apply(sample, ImageSize.square(64), Segmentation.IGNORED, RandomStream.of(seed, "test"));
                float[] first = ((RasterPlanes) view.image()).raster().planes()[0];
                flipped += view.truth()[20] < view.truth()[10] ? 1 : 0;
                for (int pixel = 0; pixel < first.length; pixel++) {
                    int row = pixel / 64;
                    if (view.truth()[pixel] == Segmentation.IGNORED) {
                        assertThat(first[pixel]).isZero();
                    } else {
                        assertThat(first[pixel] - row / 1000f).isCloseTo(view.truth()[pixel] / 100f, within(1e-6f));
                    }
                }
            }
        }
        assertThat(flipped).isBetween(1, 19);
    }

    @Test
    void aPartIsThatOfTheWholeImage() {
        SampleImage.Samples whole = new SampleImage.Samples(raster(9, 8));
        SampleImage.Samples part = whole.part(new CropBox(2, 3, 4, 5));
        assertThat(part.height()).isEqualTo(4);
        assertThat(part.width()).isEqualTo(5);
        for (int channel = 0; channel < CHANNELS; channel++) {
            float[] plane = part.raster().planes()[channel];
            assertThat(plane[0]).isEqualTo(sample(channel, 3, 2));
            assertThat(plane[4]).isEqualTo(sample(channel, 7, 2));
            assertThat(plane[19]).isEqualTo(sample(channel, 7, 5));
        }
    }
}
