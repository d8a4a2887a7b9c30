package dev.pixio.eval.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.Golden;
import dev.pixio.eval.linear.LbfgsSolver;
import dev.pixio.eval.linear.SgdSolver;
import dev.pixio.eval.linear.SoftmaxRegression;
import dev.pixio.eval.linear.Standardization;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearProtocolTest {

    private static final Device CPU = Libtorch.device("cpu");
    private static final Golden GOLDEN = Golden.read("logistic.safetensors");

    @ParameterizedTest
    @ValueSource(strings = {"0.001", "0.1"})
    void logisticRegressionConvergesToTheWeightsOfScikitLearn(String decay) {
        try (FeatureTable train = GOLDEN.table("train");
                FeatureTable test = GOLDEN.table("test");
                Standardization standard = new Standardization(train.features());
                PointerScope scope = new PointerScope()) {
            Tensor x = standard.apply(train.features(), CPU);
            try (SoftmaxRegression probe = LbfgsSolver.PRECISE
                    .fit(x, train.labelTensor(), 5, List.of(Double.parseDouble(decay)))
                    .get(0)) {
                float[] expected =
                        Tensors.toFloats(GOLDEN.get("weights." + decay).t());
                float[] found = probe.weights();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(2e-3f));
                }
                ClassRanking ranking = new ClassRanking();
                ranking.add(probe.scores(standard.apply(test.features(), CPU)));
                int correct = ranking.result("", test.labels(), test.classes(), 5)
                        .top1()
                        .correct();
                int reference = Integer.parseInt(GOLDEN.text("correct." + decay));
                assertThat(Math.abs(correct - reference)).isLessThanOrEqualTo(test.size() / 1000);
            }
        }
    }

    @Test
    void theSweepReachesTheBestAccuracyOfScikitLearn() {
        try (FeatureTable train = GOLDEN.table("train");
                FeatureTable test = GOLDEN.table("test")) {
            double reference = Double.parseDouble(GOLDEN.text("correct.0.1")) / test.size();
            double lbfgs = share(LinearProtocol.lbfgs(3, CPU), train, test);
            double sgd = share(LinearProtocol.sgd(100, 64, 3, CPU), train, test);
            // The sweep selects on 40 images, so it may miss the best value slightly.
            assertThat(lbfgs).isCloseTo(reference, within(0.02));
            assertThat(sgd).isCloseTo(reference, within(0.02));
        }
    }

    @Test
    void separableClassesAreClassifiedWithoutErrors() {
        try (FeatureTable train = clusters(60, 1);
                FeatureTable test = clusters(30, 2)) {
            assertThat(share(LinearProtocol.sgd(100, 16, 0, CPU), train, test)).isEqualTo(1);
            assertThat(share(LinearProtocol.lbfgs(0, CPU), train, test)).isEqualTo(1);
        }
    }

    @Test
    void theSameSeedGivesTheSameClassifierBitByBit() {
        try (FeatureTable train = GOLDEN.table("train");
                PointerScope scope = new PointerScope()) {
            SgdSolver solver = new SgdSolver(3, 64, 5);
            try (SoftmaxRegression first = only(solver, train);
                    SoftmaxRegression second = only(solver, train);
                    SoftmaxRegression other = only(new SgdSolver(3, 64, 6), train)) {
                assertThat(first.weights()).isEqualTo(second.weights()).isNotEqualTo(other.weights());
            }
        }
    }

    @Test
    void classifiersTrainedTogetherEqualOnesTrainedAlone() {
        try (FeatureTable train = GOLDEN.table("train");
                PointerScope scope = new PointerScope()) {
            SgdSolver solver = new SgdSolver(3, 64, 5);
            List<SoftmaxRegression> both = solver.fit(train.features(), train.labelTensor(), 5, List.of(1e-3, 1e-1));
            try (SoftmaxRegression alone = only(solver, train)) {
                float[] expected = alone.weights();
                float[] found = both.get(1).weights();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
                }
            } finally {
                both.forEach(SoftmaxRegression::close);
            }
        }
    }

    @Test
    void oneTrainingImagePerClassIsRefused() {
        try (FeatureTable train = clusters(3, 1)) {
            assertThatThrownBy(() -> LinearProtocol.lbfgs(0, CPU).evaluate(train, train))
                    .hasMessageContaining("no class has two training images, which a linear probe needs");
        }
    }

    private static SoftmaxRegression only(SgdSolver solver, FeatureTable train) {
        return solver.fit(train.features(), train.labelTensor(), 5, List.of(1e-1))
                .get(0);
    }

    private static double share(EvaluationProtocol protocol, FeatureTable train, FeatureTable test) {
        return protocol.evaluate(train, test).get(0).top1().share();
    }

    /** Three classes on three axes, far apart. */
    private static FeatureTable clusters(int rows, long seed) {
        int[] labels = IntStream.range(0, rows).map(i -> i % 3).toArray();
        float[] values = new float[rows * 3];
        RandomStream random = RandomStream.of(seed, "clusters");
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.3 * random.nextGaussian()) + (i % 3 == labels[i / 3] ? 5 : 0);
        }
        try (PointerScope scope = new PointerScope()) {
            return new FeatureTable(Tensors.of(values, rows, 3), labels, List.of("a", "b", "c"));
        }
    }
}
