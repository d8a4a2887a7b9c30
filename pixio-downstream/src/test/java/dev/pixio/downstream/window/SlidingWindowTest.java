package dev.pixio.downstream.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.golden.Compare;
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
            SlidingWindow window =
                    SlidingWindow.of((int) reference.get(name + ".size").item_long());
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

    @Test
    void windowsAreTwoThirdsOfTheirSideApart() {
        assertThat(SlidingWindow.of(256).stride()).isEqualTo(170);
        assertThat(SlidingWindow.of(16).places(11, 21))
                .containsExactly(
                        new WindowGrid.Place(0, 0),
                        new WindowGrid.Place(0, 10),
                        new WindowGrid.Place(0, 20),
                        new WindowGrid.Place(10, 0),
                        new WindowGrid.Place(10, 10),
                        new WindowGrid.Place(10, 20));
    }
}
