package dev.pixio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.resize.CropBox;
import dev.pixio.torch.RandomStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RandomResizedCropTest {

    private static final JsonNode GOLDEN = Golden.json("crop_statistics.json");
    private static final int DRAWS = 20_000;

    private final RandomResizedCrop crop = new RandomResizedCrop(0.2, 1.0, 3.0 / 4, 4.0 / 3);

    @Test
    void boxesHaveTheDistributionOfTorchvision() {
        for (JsonNode expected : GOLDEN.get("statistics")) {
            int width = expected.get("width").intValue();
            int height = expected.get("height").intValue();
            CropBox[] boxes = new CropBox[DRAWS];
            for (int i = 0; i < DRAWS; i++) {
                boxes[i] = crop.choose(width, height, RandomStream.of(1, "crop", i));
            }
            Map<String, ToDoubleFunction<CropBox>> values = Map.of(
                    "area_fraction", box -> (double) box.height() * box.width() / ((double) width * height),
                    "log_aspect", box -> Math.log((double) box.width() / box.height()),
                    "top_fraction", box -> box.top() / (double) Math.max(1, height - box.height()),
                    "left_fraction", box -> box.left() / (double) Math.max(1, width - box.width()));
            values.forEach((name, value) ->
                    assertSame(name + " of " + width + " x " + height, boxes, value, expected.get(name)));
        }
    }

    /** Two samples of 20,000: means within five standard errors, quantiles within a few hundredths of the spread. */
    private static void assertSame(String what, CropBox[] boxes, ToDoubleFunction<CropBox> value, JsonNode expected) {
        double[] sorted = Arrays.stream(boxes).mapToDouble(value).sorted().toArray();
        double deviation = expected.get("standard_deviation").doubleValue();
        double mean = Arrays.stream(sorted).average().orElseThrow();
        assertThat(mean)
                .as("mean %s", what)
                .isCloseTo(expected.get("mean").doubleValue(), within(5 * deviation * Math.sqrt(2.0 / DRAWS) + 1e-9));
        for (String quantile : new String[] {"0.05", "0.25", "0.5", "0.75", "0.95"}) {
            double ours = sorted[(int) (Double.parseDouble(quantile) * (DRAWS - 1))];
            assertThat(ours)
                    .as("quantile %s of %s", quantile, what)
                    .isCloseTo(expected.get("quantiles").get(quantile).doubleValue(), within(0.08 * deviation + 1e-9));
        }
    }

    @Test
    void imagesWithoutAFittingCropGiveTheCentreCropOfTorchvision() {
        RandomResizedCrop never = new RandomResizedCrop(1e4, 1e4, 3.0 / 4, 4.0 / 3);
        for (JsonNode box : GOLDEN.get("fallback_boxes")) {
            int width = box.get("width").intValue();
            int height = box.get("height").intValue();
            assertThat(never.choose(width, height, RandomStream.of(1, "crop")))
                    .as("%d x %d", width, height)
                    .isEqualTo(new CropBox(
                            box.get("top").intValue(),
                            box.get("left").intValue(),
                            box.get("box_height").intValue(),
                            box.get("box_width").intValue()));
        }
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> new RandomResizedCrop(0, 1, 1, 1))
                .hasMessage("the area of the crop must be a range of positive numbers, not from 0.0 to 1.0");
        assertThatThrownBy(() -> new RandomResizedCrop(0.2, 1, 2, 1))
                .hasMessage("the aspect ratio of the crop must be a range of positive numbers, not from 2.0 to 1.0");
    }
}
