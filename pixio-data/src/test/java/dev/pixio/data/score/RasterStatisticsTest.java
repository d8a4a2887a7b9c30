package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.raster.Scaling;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RasterStatisticsTest {

    private static final int SIDE = 40;
    private static final int IMAGES = 5;
    private static final ImageInput INPUT = ImageInput.of(2, Scaling.RANGE, Pages.FIRST);

    /** PAM files of 12 bits: grey and alpha. */
    private static final class Noise implements ImageSource {

        static int sample(long image, int pixel, int channel) {
            return (int) (Math.abs(new Random(image * 100_003 + pixel * 7L + channel).nextGaussian()) * 900) % 4096;
        }

        @Override
        public long size() {
            return IMAGES + 1;
        }

        @Override
        public String name(long index) {
            return "noise " + index;
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            throw new ImageReadException("is no photograph");
        }

        @Override
        public Raster raster(long index, ImageInput input) throws ImageReadException {
            if (index == IMAGES) {
                throw new ImageReadException("is damaged");
            }
            byte[] header = "P7\nWIDTH 40\nHEIGHT 40\nDEPTH 2\nMAXVAL 4095\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n"
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] file = Arrays.copyOf(header, header.length + 4 * SIDE * SIDE);
            for (int i = 0; i < 2 * SIDE * SIDE; i++) {
                int sample = sample(index, i / 2, i % 2);
                file[header.length + 2 * i] = (byte) (sample >> 8);
                file[header.length + 2 * i + 1] = (byte) sample;
            }
            return new RasterDecoder(ImageDecoder.withDefaults(), input).decode(file);
        }

        @Override
        public String description() {
            return "noise";
        }
    }

    @Test
    void figuresAreThoseOfAllPixels() throws InterruptedException {
        RasterStatistics measured = RasterStatistics.of(new Noise(), INPUT, 3, done -> {});
        assertThat(List.of(measured.images(), measured.unreadable(), measured.pixels()))
                .containsExactly(5L, 1L, (long) IMAGES * SIDE * SIDE);
        assertThat(measured.firstUnreadable()).contains("noise 5: is damaged");
        for (int channel = 0; channel < 2; channel++) {
            double[] all = all(channel);
            double mean = Arrays.stream(all).average().orElseThrow();
            double variance = Arrays.stream(all)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            assertThat(measured.mean().get(channel)).isCloseTo(mean, Offset.offset(1e-8));
            assertThat(measured.deviation().get(channel)).isCloseTo(Math.sqrt(variance), Offset.offset(1e-8));
            Arrays.sort(all);
            for (double percent : new double[] {0, 1, 50, 99, 100}) {
                double expected = all[(int) Math.max(0, Math.ceil(percent / 100 * all.length) - 1)];
                assertThat(measured.percentile(percent).get(channel))
                        .as("%s %%", percent)
                        .isCloseTo(expected, Offset.offset(1 / 131_000.0));
            }
        }
    }

    private static double[] all(int channel) {
        double[] all = new double[IMAGES * SIDE * SIDE];
        for (int i = 0; i < all.length; i++) {
            all[i] = Noise.sample(i / (SIDE * SIDE), i % (SIDE * SIDE), channel) / 4095.0;
        }
        return all;
    }

    @Test
    void numbersDoNotDependOnThreads() throws InterruptedException {
        RasterStatistics one = RasterStatistics.of(new Noise(), INPUT, 1, done -> {});
        RasterStatistics four = RasterStatistics.of(new Noise(), INPUT, 4, done -> {});
        assertThat(four.mean()).isEqualTo(one.mean());
        assertThat(four.deviation()).isEqualTo(one.deviation());
    }
}
