package dev.pixio.downstream.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.golden.Compare;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.image.resize.WindowGrid;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {

    @ParameterizedTest
    @ValueSource(strings = {"wide", "small", "exact"})
    void windowsAreThoseOfTheReference(String name) {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read("windows");
            Tensor image = reference.get(name + ".image");
            SlidingWindow window = SlidingWindow.of(
                    ImageSize.square((int) reference.get(name + ".size").item_long()));
            Tensor weight = reference.get("weight");

            Segmentation masks = new Segmentation(List.of("a", "b", "c", "d", "e"));
            DepthEstimation depth = new DepthEstimation(DepthRange.NYU);

            float[] classes = predict(masks, window, image, x -> scores(x, weight));
            float[] depths =
                    predict(depth, window, image, x -> scores(x, weight).narrow(1, 0, 1));

            assertThat(classes).isEqualTo(Tensors.toFloats(reference.get(name + ".classes")));
            Compare.close(
                    "depth", Tensors.of(depths, image.size(1), image.size(2)), reference.get(name + ".depth"), 1e-5);
        }
    }

    /** A model whose result at the border of a window depends on what is filled in beyond the image. */
    private static Tensor scores(Tensor images, Tensor weight) {
        return torch.conv2d(
                images, weight, new TensorOptional(), new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1}, 1);
    }

    private static float[] predict(DenseTask task, SlidingWindow window, Tensor image, UnaryOperator<Tensor> model) {
        int height = (int) image.size(1);
        int width = (int) image.size(2);
        WindowSums sums = new WindowSums(task, window, height, width, image.device());
        for (WindowGrid.Place place : window.places(height, width)) {
            sums.add(task.estimate(model.apply(window.cut(image, List.of(place)))), place);
        }
        return sums.values();
    }

    /** The mean of all windows that a pixel is in, computed window by window. */
    @Test
    void rectangularWindowsGiveTheMeanOfTheirDepths() {
        SlidingWindow window = new SlidingWindow(new ImageSize(6, 10), new ImageSize(4, 7));
        int height = 15;
        int width = 23;
        float[] sums = new float[height * width];
        int[] counts = new int[height * width];
        try (PointerScope scope = new PointerScope()) {
            WindowSums windows = new WindowSums(
                    new DepthEstimation(DepthRange.NYU),
                    window,
                    height,
                    width,
                    torch.zeros(new long[] {1}).device());
            int number = 0;
            for (int top = 0; top < height; top += 4) {
                for (int left = 0; left < width; left += 7) {
                    Tensor depth = torch.rand(new long[] {1, 1, 6, 10});
                    windows.add(depth, window.places(height, width).get(number++));
                    float[] values = Tensors.toFloats(depth);
                    for (int pixel = 0; pixel < 60; pixel++) {
                        int row = top + pixel / 10;
                        int column = left + pixel % 10;
                        if (row < height && column < width) {
                            sums[row * width + column] += values[pixel];
                            counts[row * width + column]++;
                        }
                    }
                }
            }
            assertThat(window.places(height, width)).hasSize(number);
            float[] found = windows.values();
            for (int pixel = 0; pixel < found.length; pixel++) {
                assertThat(found[pixel]).isCloseTo(sums[pixel] / counts[pixel], within(1e-6f));
            }
        }
    }

    @Test
    void windowsAreTwoThirdsOfTheirSideApart() {
        assertThat(SlidingWindow.of(new ImageSize(192, 320)).stride()).isEqualTo(new ImageSize(128, 213));
        assertThat(SlidingWindow.of(ImageSize.square(256)).stride()).isEqualTo(ImageSize.square(170));
        assertThat(SlidingWindow.of(ImageSize.square(16)).places(11, 21))
                .containsExactly(
                        new WindowGrid.Place(0, 0),
                        new WindowGrid.Place(0, 10),
                        new WindowGrid.Place(0, 20),
                        new WindowGrid.Place(10, 0),
                        new WindowGrid.Place(10, 10),
                        new WindowGrid.Place(10, 20));
    }
}
