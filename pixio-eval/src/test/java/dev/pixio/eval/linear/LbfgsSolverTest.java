package dev.pixio.eval.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.Golden;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LbfgsSolverTest {

    private static final Golden GOLDEN = Golden.read("logistic.safetensors");

    @Test
    void theFastSolverHasTheLossOfThePreciseOne() {
        try (FeatureTable train = GOLDEN.table("train");
                Standardization standard = new Standardization(train.features());
                PointerScope scope = new PointerScope()) {
            Tensor x = standard.apply(train.features(), Libtorch.device("cpu"));
            Tensor y = train.labelTensor();
            List<Double> decays = List.of(1e-1, 1e-3);
            List<SoftmaxRegression> precise = LbfgsSolver.PRECISE.fit(x, y, 5, decays);
            List<SoftmaxRegression> fast = LbfgsSolver.FAST.fit(x, y, 5, decays);
            for (int i = 0; i < decays.size(); i++) {
                try (SoftmaxRegression expected = precise.get(i);
                        SoftmaxRegression found = fast.get(i)) {
                    assertThat(found.quality(x, y).loss())
                            .isCloseTo(expected.quality(x, y).loss(), within(1e-3));
                }
            }
        }
    }

    @Test
    void biasesAreNotDecayed() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[10], 10, 1); // tells nothing
            Tensor y = Tensors.of(new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 10);
            for (LbfgsSolver solver : List.of(LbfgsSolver.PRECISE, LbfgsSolver.FAST)) {
                try (SoftmaxRegression model = solver.fit(x, y, 2, List.of(1.0)).get(0)) {
                    float[] scores = Tensors.toFloats(model.scores(x).narrow(0, 0, 1));
                    assertThat((double) scores[0] - scores[1]).isCloseTo(Math.log(9), within(1e-2));
                }
            }
        }
    }

    @Test
    void aClassWithoutRowsIsNotPredicted() {
        try (FeatureTable train = GOLDEN.table("train");
                PointerScope scope = new PointerScope()) {
            Tensor x = train.features();
            try (SoftmaxRegression model = LbfgsSolver.FAST
                    .fit(x, train.labelTensor(), 7, List.of(1e-3))
                    .get(0)) {
                float[] scores = Tensors.toFloats(model.scores(x).narrow(0, 0, 1));
                assertThat(scores).hasSize(7).doesNotContain(Float.NaN);
                float known = Math.max(Math.max(scores[0], scores[1]), Math.max(scores[2], scores[3]));
                assertThat(Math.max(scores[5], scores[6])).isLessThan(known - 2);
            }
        }
    }
}
