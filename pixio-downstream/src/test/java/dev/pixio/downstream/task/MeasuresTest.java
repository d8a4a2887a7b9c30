package dev.pixio.downstream.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The measures against torch. */
class MeasuresTest {

    @Test
    void depthMeasuresAreThoseOfTorch() {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read("measures");
            List<DepthErrors> images = new ArrayList<>();
            for (int image = 0; image < 3; image++) {
                images.add(DepthErrors.of(
                                Tensors.toFloats(reference.get("depth").select(0, image)),
                                Tensors.toFloats(reference.get("depth_target").select(0, image)),
                                DepthRange.NYU)
                        .orElseThrow());
            }

            double[] expected = Tensors.toDoubles(reference.get("depth_measures"));

            List<Double> measures =
                    List.copyOf(DepthErrors.mean(images).byName().values());
            assertThat(measures).hasSize(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(measures.get(i)).as("measure %d", i).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void intersectionsOverUnionsAreThoseOfTorch() {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read("measures");
            SegmentationScore score = score(reference.number("classes"));
            for (int image = 0; image < 3; image++) {
                score.add(
                        Tensors.toBytes(reference.get("guess").select(0, image)),
                        Tensors.toBytes(reference.get("truth").select(0, image)));
            }

            double[] expected = Tensors.toDoubles(reference.get("ious"));

            assertThat(score.meanIou()).isCloseTo(reference.get("miou").item_double(), within(1e-6));
            List<Double> shares = List.copyOf(score.iouByClass().values());
            assertThat(shares).hasSize(expected.length); // without the class that occurs nowhere
            for (int i = 0; i < expected.length; i++) {
                assertThat(shares.get(i)).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    private static SegmentationScore score(long classes) {
        return new SegmentationScore(new Segmentation(
                IntStream.range(0, (int) classes).mapToObj(i -> "class " + i).toList()));
    }

    @Test
    void aLabelThatIsNoClassIsRefused() {
        assertThatThrownBy(() -> score(3).add(new byte[] {0}, new byte[] {3}))
                .hasMessage("label 3 is none of the 3 classes");
    }

    @Test
    void anImageWithHardlyAnyDepthDoesNotCount() {
        float[] truth = new float[100];
        for (int i = 0; i < 9; i++) {
            truth[i] = 2;
        }

        assertThat(DepthErrors.of(new float[100], truth, DepthRange.NYU)).isEmpty();
    }

    @Test
    void aBatchWithoutTrueValuesHasNoLossAndNoGradientThatIsNotANumber() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = Tensors.of(new float[8], 1, 1, 2, 4).requires_grad_(true);

            Tensor loss = new DepthEstimation(DepthRange.NYU).loss(scores, Tensors.of(new float[8], 1, 2, 4));
            loss.backward();

            assertThat(loss.item_float()).isZero();
            assertThat(Tensors.toFloats(scores.grad())).containsOnly(0);
        }
    }
}
