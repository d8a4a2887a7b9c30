package dev.pixio.image.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of tifffile, OpenCV and Pillow, by {@code tools/reference/raster_golden.py}. */
class RasterDecoderTest {

    private static final int WIDTH = 21;
    private static final int HEIGHT = 17;

    @ParameterizedTest
    @CsvSource({
        "grey_u16.tif, 1, u16",
        "grey_u16_big_endian.tif, 1, u16",
        "grey_i16.tif, 1, i16",
        "grey_f32.tif, 1, f32",
        "bands2_u8.tif, 2, u8",
        "bands4_u16_tiled.tif, 4, u16",
        "bands4_f32_predictor.tif, 4, f32",
        "bands13_u16.tif, 13, u16",
        "bands13_u16_separate.tif, 13, u16",
        "bands13_f32_separate_tiled.tif, 13, f32",
        "bands13_u8_bigtiff.tif, 13, u8",
        "rgb_u16.tif, 3, u16",
        "rgba_u16.tif, 4, u16",
        "grey_u16.png, 1, u16",
        "rgb_u16.png, 3, u16",
        "rgba_u16.png, 4, u16",
        "grey_u8.png, 1, u8",
        "grey_alpha_u8.png, 2, u8",
        "rgba_u8.png, 4, u8",
        "grey_u16.pgm, 1, u16",
        "rgb_u16.ppm, 3, u16",
    })
    void samplesEqualThoseWrittenByOtherPrograms(String file, int channels, String type) throws IOException {
        Raster image = decoder(channels, Scaling.RANGE).decode(bytes(file));
        assertThat(image.channels()).isEqualTo(channels);
        assertThat(List.of(image.width(), image.height())).containsExactly(WIDTH, HEIGHT);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    assertThat(stored(image.planes()[c][y * WIDTH + x], type))
                            .as("channel %d at %d, %d", c, x, y)
                            .isEqualTo(written(c, y, x, type));
                }
            }
        }
    }

    /** The sample of a share of the declared range, which must not have lost a bit. */
    private static double stored(float share, String type) {
        return switch (type) {
            case "u8" -> Math.rint(share * 255.0);
            case "u16" -> Math.rint(share * 65535.0);
            case "i16" -> Math.rint(share * 65535.0) - 32768;
            default -> share;
        };
    }

    private static double written(int c, int y, int x, String type) {
        int number = c * 9973 + y * 4099 + x * 3341 + 17;
        return switch (type) {
            case "u8" -> number % 256;
            case "u16" -> number % 65536;
            case "i16" -> number % 65536 - 32768;
            default -> (number % 65536 - 20000) / 333f;
        };
    }

    @Test
    void pagesAreChannelsWithoutSmallerVersions() throws IOException {
        ImageInput pages = ImageInput.of(3, Scaling.RANGE, Pages.CHANNELS);
        Raster image = new RasterDecoder(ImageDecoder.withDefaults(), pages).decode(bytes("pages3_u16.tif"));
        assertThat(stored(image.planes()[2][WIDTH + 4], "u16")).isEqualTo(written(2, 1, 4, "u16"));
        Raster first = decoder(1, Scaling.RANGE).decode(bytes("pages3_u16.tif"));
        assertThat(stored(first.planes()[0][WIDTH + 4], "u16")).isEqualTo(written(0, 1, 4, "u16"));
    }

    @Test
    void aWindowIsClipped() throws IOException {
        Raster image = decoder(1, Scaling.parse("window:-1000..3000")).decode(bytes("grey_i16.tif"));
        for (int i = 0; i < WIDTH; i++) {
            double share = (written(0, 0, i, "i16") + 1000) / 4000;
            assertThat(image.planes()[0][i]).isEqualTo((float) Math.min(1, Math.max(0, share)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey_u16.tif", "grey_f32.tif", "grey_u8.png"})
    void percentilesAreInterpolated(String file) throws IOException {
        Raster image = decoder(1, Scaling.parse("percentiles:10..90")).decode(bytes(file));
        Raster whole = decoder(1, Scaling.RANGE).decode(bytes(file));
        float[] sorted = whole.planes()[0].clone();
        Arrays.sort(sorted);
        double low = at(sorted, 0.1);
        double high = at(sorted, 0.9);
        for (int i = 0; i < sorted.length; i++) {
            double share = (whole.planes()[0][i] - low) / (high - low);
            assertThat((double) image.planes()[0][i]).isCloseTo(Math.min(1, Math.max(0, share)), Offset.offset(1e-5));
        }
    }

    private static double at(float[] sorted, double share) {
        double rank = share * (sorted.length - 1);
        int below = (int) rank;
        return sorted[below] + (rank - below) * (sorted[Math.min(sorted.length - 1, below + 1)] - sorted[below]);
    }

    @Test
    void greyIsRepeatedAlphaIsDroppedAndColoursBecomeGrey() throws IOException {
        Raster repeated = decoder(5, Scaling.RANGE).decode(bytes("grey_u16.png"));
        assertThat(repeated.planes()[4]).isEqualTo(repeated.planes()[0]);
        assertThat(decoder(1, Scaling.RANGE).decode(bytes("grey_alpha_u8.png")).planes()[0])
                .isEqualTo(
                        decoder(1, Scaling.RANGE).decode(bytes("grey_u8.png")).planes()[0]);
        assertThat(decoder(3, Scaling.RANGE).decode(bytes("rgba_u16.png")).planes())
                .isEqualTo(
                        decoder(3, Scaling.RANGE).decode(bytes("rgb_u16.png")).planes());
        Raster grey = decoder(1, Scaling.RANGE).decode(bytes("rgb_u16.png"));
        double luma =
                0.299 * written(0, 0, 0, "u16") + 0.587 * written(1, 0, 0, "u16") + 0.114 * written(2, 0, 0, "u16");
        assertThat(grey.planes()[0][0] * 65535.0).isCloseTo(luma, Offset.offset(0.01));
    }

    @ParameterizedTest
    @CsvSource({
        "bands4_u16_tiled.tif, 13, 'has 4 channels, where the model takes 13'",
        "bands13_u16.tif, 3, 'has 13 channels, where the model takes 3'",
        "bands2_u8.tif, 1, 'has 2 channels, where the model takes 1'",
        "rgb_u16.png, 4, 'has 3 channels, where the model takes 4'",
    })
    void otherChannelsAreRefusedWithBothNumbers(String file, int channels, String reason) {
        assertThatThrownBy(() -> decoder(channels, Scaling.RANGE).decode(bytes(file)))
                .isInstanceOf(ImageReadException.class)
                .hasMessage(reason);
    }

    /** A part of a file has not all samples. */
    @ParameterizedTest
    @CsvSource({
        "bands13_u16.tif, 13",
        "bands4_f32_predictor.tif, 4",
        "bands4_u16_tiled.tif, 4",
        "rgba_u16.png, 3",
        "grey_u16.pgm, 1"
    })
    void truncatedFilesAreRefusedInOneLine(String file, int channels) throws IOException {
        byte[] whole = bytes(file);
        decoder(channels, Scaling.RANGE).decode(whole.clone());
        for (int length = 8; length < whole.length / 2; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decoder(channels, Scaling.RANGE).decode(part))
                    .isInstanceOf(ImageReadException.class)
                    .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("\n"));
        }
    }

    /** Whatever bytes are changed, a file is read or refused in one line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bands13_u16.tif",
                "bands4_f32_predictor.tif",
                "bands13_u8_bigtiff.tif",
                "pages3_u16.tif",
                "rgba_u8.png"
            })
    void damagedFilesAreRefusedInOneLine(String file) throws IOException {
        ImageInput pages = ImageInput.of(13, Scaling.RANGE, Pages.CHANNELS);
        RasterDecoder decoder = new RasterDecoder(new ImageDecoder(1_000_000, 1 << 20), pages);
        byte[] whole = bytes(file);
        Random random = new Random(5);
        for (int trial = 0; trial < 400; trial++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 3; i++) {
                int at = random.nextInt(Math.min(damaged.length, trial % 2 == 0 ? 300 : damaged.length));
                damaged[at] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decoder.decode(damaged).channels()).isEqualTo(13);
            } catch (ImageReadException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
                assertThat(e.isOutOfMemory()).isFalse();
            }
        }
    }

    @Test
    void eightBitImagesHaveTheColoursOfTheRgbDecoder() throws IOException {
        byte[] file = bytes("rgba_u8.png");
        Raster raster = decoder(3, Scaling.RANGE).decode(file.clone());
        try (RgbImage image = ImageDecoder.withDefaults().decode(file)) {
            byte[] row = new byte[3 * WIDTH];
            image.copyRow(5, 0, row);
            for (int i = 0; i < row.length; i++) {
                assertThat(Math.round(255 * raster.planes()[i % 3][5 * WIDTH + i / 3]))
                        .isEqualTo(Byte.toUnsignedInt(row[i]));
            }
        }
    }

    private static RasterDecoder decoder(int channels, Scaling scaling) {
        return new RasterDecoder(ImageDecoder.withDefaults(), ImageInput.of(channels, scaling, Pages.FIRST));
    }

    static byte[] bytes(String file) throws IOException {
        try (InputStream stream = RasterDecoderTest.class.getResourceAsStream("/golden/raster/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("no golden file " + file);
            }
            return stream.readAllBytes();
        }
    }
}
