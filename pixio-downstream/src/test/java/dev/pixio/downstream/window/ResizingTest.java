package dev.pixio.downstream.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBilinear;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResizingTest {

    private static final SlidingWindow WINDOW = new SlidingWindow(ImageSize.square(48), ImageSize.square(48));

    @ParameterizedTest
    @CsvSource({
        "none, 300, 401, 300, 401",
        "short, 300, 400, 48, 64",
        "short, 400, 300, 64, 48",
        "long, 300, 400, 36, 48",
        "long, 30, 24, 48, 38",
        "short:100, 301, 400, 100, 133",
        "long:1, 3, 400, 1, 1"
    })
    void theGivenSideHasTheGivenLength(String text, int height, int width, int newHeight, int newWidth) {
        Resizing resizing = Resizing.parse(text);
        assertThat(resizing.height(height, width, WINDOW)).isEqualTo(newHeight);
        assertThat(resizing.width(height, width, WINDOW)).isEqualTo(newWidth);
        assertThat(resizing).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "width", "short:", "short:0", "long:-3", "none:48", "Short", "long:4:5"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Resizing.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Depths of a window, interpolated at the pixels of the image as by libtorch. */
    @ParameterizedTest
    @CsvSource({"37, 53", "3000, 900", "7, 5"})
    void depthsAreInterpolatedAsByLibtorch(int height, int width) {
        try (PointerScope scope = new PointerScope()) {
            Tensor estimates = torch.rand(new long[] {1, 1, 8, 8});
            SlidingWindow window = new SlidingWindow(ImageSize.square(8), ImageSize.square(8));
            ResizedSums sums = new ResizedSums(
                    new DepthEstimation(new DepthRange(0.1, 10)), window, 6, 8, height, width, estimates.device());
            sums.add(estimates, window.places(6, 8).get(0));
            InterpolateFuncOptions options = new InterpolateFuncOptions();
            options.size().put(new LongVector(new long[] {height, width}));
            options.mode().put(new kBilinear());
            options.align_corners().put(false);
            float[] expected = Tensors.toFloats(torch.interpolate(estimates.narrow(2, 0, 6), options));
            float[] found = sums.values();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    /** Overlapping windows give the mean; the border between two classes lies where it lies in the image. */
    @Test
    void classesOfOverlappingWindowsKeepTheirPlace() {
        try (PointerScope scope = new PointerScope()) {
            SlidingWindow window = new SlidingWindow(ImageSize.square(8), ImageSize.square(4));
            Tensor left = torch.zeros(new long[] {1, 2, 8, 8});
            left.select(1, 0).fill_(new Scalar(1.0));
            Tensor right = torch.zeros(new long[] {1, 2, 8, 8});
            right.select(1, 1).fill_(new Scalar(1.0));
            ResizedSums sums =
                    new ResizedSums(new Segmentation(List.of("a", "b")), window, 8, 12, 80, 120, left.device());
            window.places(8, 12).forEach(place -> sums.add(place.left() == 0 ? left : right, place));
            float[] labels = sums.values();
            for (int y = 0; y < 80; y++) {
                assertThat(labels[y * 120 + 30]).isZero();
                assertThat(labels[y * 120 + 90]).isEqualTo(1);
            }
        }
    }
}
