package dev.pixio.downstream.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.golden.Compare;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
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

            Tensor probabilities = sum(window, image, 5, x -> scores(x, weight).softmax(1));
            Tensor depths = sum(
                    window,
                    image,
                    1,
                    x -> scores(x, weight).narrow(1, 0, 1).sigmoid().mul(new Scalar(10.0)));

            Compare.close("probabilities", probabilities, reference.get(name + ".probabilities"), 1e-5);
            assertThat(Tensors.toLongs(torch.argmax(probabilities, new org.bytedeco.pytorch.LongOptional(0), false)))
                    .isEqualTo(Tensors.toLongs(reference.get(name + ".classes")));
            Tensor counts =
                    Tensors.of(window.counts((int) image.size(1), (int) image.size(2)), image.size(1), image.size(2));
            Compare.close("depth", depths.select(0, 0).div(counts), reference.get(name + ".depth"), 1e-5);
        }
    }

    /** A model whose result at the border of a window depends on what is filled in beyond the image. */
    private static Tensor scores(Tensor images, Tensor weight) {
        return torch.conv2d(
                images, weight, new TensorOptional(), new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1}, 1);
    }

    private static Tensor sum(SlidingWindow window, Tensor image, int outputs, UnaryOperator<Tensor> model) {
        List<SlidingWindow.Place> places = window.places((int) image.size(1), (int) image.size(2));
        Tensor sums = Tensors.zeros(ScalarType.Float, outputs, image.size(1), image.size(2));
        window.add(model.apply(window.cut(image, places)), places, sums);
        return sums;
    }

    @Test
    void windowsAreTwoThirdsOfTheirSideApart() {
        assertThat(SlidingWindow.of(256).stride()).isEqualTo(170);
        assertThat(SlidingWindow.of(16).places(11, 21))
                .containsExactly(
                        new SlidingWindow.Place(0, 0),
                        new SlidingWindow.Place(0, 10),
                        new SlidingWindow.Place(0, 20),
                        new SlidingWindow.Place(10, 0),
                        new SlidingWindow.Place(10, 10),
                        new SlidingWindow.Place(10, 20));
    }
}
