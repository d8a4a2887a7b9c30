package dev.pixio.eval.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.Golden;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnnClassifierTest {

    private static final Device CPU = Libtorch.device("cpu");
    private static final Golden GOLDEN = Golden.read("knn.safetensors");

    /** With equal images in a class, images that are in both sets, and more neighbours than a class has. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 20, 100, 200})
    void votesAndAccuracyEqualTheReference(int k) {
        try (FeatureTable train = GOLDEN.table("train");
                FeatureTable test = GOLDEN.table("test");
                KnnClassifier classifier = new KnnClassifier(train, 0.07, CPU);
                PointerScope scope = new PointerScope()) {
            float[] votes = Tensors.toFloats(classifier.votes(test.features(), k));
            float[] expected = Tensors.toFloats(GOLDEN.get("votes." + k));
            int classes = train.classes().size();
            for (int row = 0; row < votes.length; row += classes) {
                // The votes of the reference are not relative to the nearest neighbour's.
                float scale = sum(expected, row, classes) / sum(votes, row, classes);
                for (int i = row; i < row + classes; i++) {
                    assertThat(scale * votes[i]).isCloseTo(expected[i], within(2e-5f * Math.max(1, expected[i])));
                }
            }
            List<ClassificationResult> results = new KnnProtocol(List.of(k), 0.07, CPU).evaluate(train, test);
            assertThat(results).hasSize(1);
            assertThat(results.get(0).top1().correct()).isEqualTo(Integer.parseInt(GOLDEN.text("top1." + k)));
            assertThat(results.get(0).top5().correct()).isEqualTo(Integer.parseInt(GOLDEN.text("top5." + k)));
        }
    }

    @Test
    void chunksDoNotChangeTheResult() {
        try (FeatureTable train = GOLDEN.table("train");
                FeatureTable test = GOLDEN.table("test");
                KnnClassifier whole = new KnnClassifier(train, 0.07, CPU);
                KnnClassifier chunked = new KnnClassifier(train, 0.07, CPU, 3L * train.size() * Float.BYTES)) {
            ClassRanking expected = only(whole.rank(test.features(), List.of(20)));
            ClassRanking found = only(chunked.rank(test.features(), List.of(20)));
            assertThat(found.size()).isEqualTo(test.size());
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.best(i)).isEqualTo(expected.best(i));
            }
        }
    }

    @Test
    void moreNeighboursThanTrainingImagesAreSkippedWithANote() {
        KnnProtocol protocol = new KnnProtocol(List.of(10, 500), 0.07, CPU);
        try (FeatureTable train = GOLDEN.table("train");
                FeatureTable test = GOLDEN.table("test")) {
            assertThat(protocol.evaluate(train, test))
                    .extracting(ClassificationResult::name)
                    .containsExactly("k = 10");
            assertThat(protocol.notes(train.size()))
                    .containsExactly("k = 500 is skipped: there are only 210 training images");
            assertThat(new KnnProtocol(List.of(500), 0.07, CPU).evaluate(train, test))
                    .extracting(ClassificationResult::name)
                    .containsExactly("k = 210");
        }
    }

    @Test
    void equalVotesPredictTheLowerClassIndex() {
        try (FeatureTable train = table(new float[] {1, 0, 1, 0}, 1, 0);
                FeatureTable test = table(new float[] {1, 0}, 0)) {
            List<ClassificationResult> results = new KnnProtocol(List.of(2), 0.07, CPU).evaluate(train, test);
            assertThat(results.get(0).top1().correct()).isEqualTo(1);
        }
    }

    /** exp(1 / 0.001) is infinite in float, and so would be the votes for both classes. */
    @Test
    void withASmallTemperatureTheNearestNeighbourDecides() {
        try (FeatureTable train = table(new float[] {1, 0.1f, 1, 0}, 0, 1);
                FeatureTable test = table(new float[] {1, 0}, 1);
                KnnClassifier classifier = new KnnClassifier(train, 0.001, CPU);
                PointerScope scope = new PointerScope()) {
            float[] votes = Tensors.toFloats(classifier.votes(test.features(), 2));
            assertThat(votes[1]).isEqualTo(1);
            assertThat(votes[0]).isBetween(0.001f, 0.01f); // exp(-(1 - 1 / sqrt(1.01)) / 0.001) = exp(-4.96)
            assertThat(new KnnProtocol(List.of(2), 0.001, CPU)
                            .evaluate(train, test)
                            .get(0)
                            .top1()
                            .correct())
                    .isEqualTo(1);
        }
    }

    @Test
    void invalidSettingsAreRefused() {
        assertThatThrownBy(() -> new KnnProtocol(List.of(0), 0.07, CPU)).hasMessageContaining("at least 1, not [0]");
        assertThatThrownBy(() -> new KnnProtocol(List.of(1), 0, CPU)).hasMessageContaining("more than 0, not 0.0");
        for (double temperature : new double[] {-1, Double.NaN, 1e-50}) {
            assertThatThrownBy(() -> new KnnProtocol(List.of(1), temperature, CPU))
                    .hasMessageContaining("more than 0, not " + temperature);
        }
    }

    private static float sum(float[] values, int start, int count) {
        float sum = 0;
        for (int i = start; i < start + count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static ClassRanking only(Map<Integer, ClassRanking> rankings) {
        return rankings.values().iterator().next();
    }

    private static FeatureTable table(float[] features, int... labels) {
        try (PointerScope scope = new PointerScope()) {
            return new FeatureTable(
                    Tensors.of(features, labels.length, features.length / labels.length), labels, List.of("a", "b"));
        }
    }
}
