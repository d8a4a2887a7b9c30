package dev.pixio.eval.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {

    private static final int ROWS = 200;
    private static final int INPUTS = 5;

    private final float[] features = random("features", ROWS * INPUTS);
    private final float[] targets = random("targets", ROWS);

    /** At the minimum, the gradient of the mean squared error plus penalty times squared weights is zero. */
    @Test
    void theGradientIsZeroAtTheSolution() {
        for (double penalty : List.of(1e-3, 0.5)) {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = Tensors.of(features, ROWS, INPUTS);
                Tensor y = Tensors.of(targets, ROWS);
                try (RidgeRegression model =
                        RidgeRegression.fit(x, y, List.of(penalty)).get(0)) {
                    float[] predicted = Tensors.toFloats(model.predict(x));
                    float[] weight = weight(model);
                    double sum = 0;
                    double[] gradient = new double[INPUTS];
                    for (int row = 0; row < ROWS; row++) {
                        double error = predicted[row] - targets[row];
                        sum += error;
                        for (int i = 0; i < INPUTS; i++) {
                            gradient[i] += error * features[row * INPUTS + i] / ROWS;
                        }
                    }
                    assertThat(sum / ROWS).isCloseTo(0, within(1e-6));
                    for (int i = 0; i < INPUTS; i++) {
                        assertThat(gradient[i] + penalty * weight[i]).isCloseTo(0, within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void linearTargetsAreFoundAndConstantFeaturesGiveTheMean() {
        try (PointerScope scope = new PointerScope()) {
            float[] linear = new float[ROWS];
            double mean = 0;
            for (int row = 0; row < ROWS; row++) {
                linear[row] = 3 * features[row * INPUTS] - features[row * INPUTS + 4] + 7;
                mean += linear[row] / ROWS;
            }
            Tensor x = Tensors.of(features, ROWS, INPUTS);
            Tensor y = Tensors.of(linear, ROWS);
            Tensor constant = Tensors.zeros(org.bytedeco.pytorch.global.torch.ScalarType.Float, ROWS, 2);
            try (RidgeRegression found =
                            RidgeRegression.fit(x, y, List.of(1e-9)).get(0);
                    RidgeRegression guess =
                            RidgeRegression.fit(constant, y, List.of(1e-9)).get(0)) {
                assertThat(found.error(x, y)).isCloseTo(0, within(1e-5));
                assertThat((double) Tensors.toFloats(guess.predict(constant))[0])
                        .isCloseTo(mean, within(1e-5));
            }
        }
    }

    /** The prediction of a unit vector without that of zero. */
    private static float[] weight(RidgeRegression model) {
        float[] unit = new float[(INPUTS + 1) * INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            unit[i * INPUTS + i] = 1;
        }
        float[] predicted = Tensors.toFloats(model.predict(Tensors.of(unit, INPUTS + 1, INPUTS)));
        float[] weight = new float[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            weight[i] = predicted[i] - predicted[INPUTS];
        }
        return weight;
    }

    private static float[] random(String purpose, int count) {
        RandomStream random = RandomStream.of(1, purpose);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
