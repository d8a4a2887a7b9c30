package dev.pixio.image.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInputTest {

    @ParameterizedTest
    @ValueSource(strings = {"range", "window:-1000..3000.5", "percentiles:1..99", "rgb8"})
    void anInputIsReadAsItIsWritten(String scale) {
        ImageInput input = ImageInput.of(3, Scaling.parse(scale), Pages.FIRST)
                .withStatistics(List.of(0.1, 0.2, 1e-9), List.of(0.3, 0.25, 12.0))
                .withView(List.of(3, 1, 2));
        assertThat(ImageInput.parse(input.toText())).isEqualTo(input);
        assertThat(input.scaling().toString()).isEqualTo(scale);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "window:0..12345678.9012345",
                "window:-1.5e-8..0.00000000000012345",
                "percentiles:0.123456789012345..99.9"
            })
    void boundsKeepAllTheirDigits(String scale) {
        Scaling scaling = Scaling.parse(scale);
        assertThat(Scaling.parse(scaling.toString())).isEqualTo(scaling);
    }

    /** A rescaled file can have samples below its declared range, and above it. */
    @Test
    void percentilesOfSamplesOutsideOfTheDeclaredRangeAreTheirs() {
        Raster stored =
                new Raster(5, 1, Colors.GREY, SampleRange.unsigned(255), new float[][] {{-100, 0, 100, 200, 70_000}});
        Raster scaled = Scaling.parse("percentiles:0..75").apply(stored);
        assertThat(scaled.planes()[0]).containsExactly(0, 1 / 3f, 2 / 3f, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "channels=3", "channels=0; scale=range", "scale=range", "channels=99999999999; scale=range"})
    void damagedTextIsRefused(String text) {
        assertThatThrownBy(() -> ImageInput.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "window:5..5, must be less",
        "window:9..1, must be less",
        "percentiles:-1..50, 0 to 100",
        "percentiles:50..101, 0 to 100",
        "windows:1..2, must be rgb8",
        "window:1-2, must be rgb8",
    })
    void scalesThatMakeNoSenseAreRefused(String text, String reason) {
        assertThatThrownBy(() -> Scaling.parse(text)).hasMessageContaining(reason);
    }

    @Test
    void photographsHaveThreeChannels() {
        assertThatThrownBy(() -> ImageInput.of(4, Scaling.RGB8, Pages.FIRST)).hasMessageContaining("4 channels");
        assertThatThrownBy(() -> ImageInput.of(3, Scaling.RANGE, Pages.FIRST).withView(List.of(1, 2, 4)))
                .hasMessageContaining("1 to 3");
    }

    /** By the table of TIFF 6.0: where the stored rows and columns begin. */
    @Test
    void orientationsAreApplied() {
        Raster stored = new Raster(
                2, 3, Colors.GREY, SampleRange.unsigned(255), new float[][] {{1, 2, 3, 4, 5, 6}}); // 1 2 / 3 4 / 5 6
        float[][] upright = {
            {1, 2, 3, 4, 5, 6}, {2, 1, 4, 3, 6, 5}, {6, 5, 4, 3, 2, 1}, {5, 6, 3, 4, 1, 2},
            {1, 3, 5, 2, 4, 6}, {5, 3, 1, 6, 4, 2}, {6, 4, 2, 5, 3, 1}, {2, 4, 6, 1, 3, 5},
        };
        for (int orientation = 1; orientation <= 8; orientation++) {
            Raster turned = stored.upright(orientation);
            assertThat(turned.width()).isEqualTo(orientation >= 5 ? 3 : 2);
            assertThat(Arrays.toString(turned.planes()[0]))
                    .as("orientation %d", orientation)
                    .isEqualTo(Arrays.toString(upright[orientation - 1]));
        }
    }
}
