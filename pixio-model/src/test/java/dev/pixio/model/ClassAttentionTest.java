package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.golden.Golden;
import dev.pixio.nn.Positions;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Tensors;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The weights of attention against softmax(q k' / sqrt(d)) in loops over doubles, with weights of the reference model. */
class ClassAttentionTest {

    private static final int WIDTH = 48;
    private static final int HEADS = 3;
    private static final int CLASSES = 8;
    private static final int TOKENS = CLASSES + 15;

    private static Encoder encoder;

    @BeforeAll
    static void load() {
        encoder = Golden.model("cell2", Positions.LEARNED).encoder();
    }

    @Test
    void theWeightsAreTheSoftmaxOfTheProductsOfQueriesAndKeys() {
        try (PointerScope scope = new PointerScope()) {
            Tensor tokens = torch.randn(2, TOKENS, WIDTH);
            Tensor found = encoder.classAttention(tokens, Rotation.NONE, 2);
            double[] expected = expected(Tensors.toDoubles(tokens));

            assertThat(Tensors.shape(found)).containsExactly(2, HEADS, CLASSES, TOKENS);
            assertThat(Tensors.toDoubles(found)).containsExactly(expected, within(1e-6));
        }
    }

    @Test
    void rowsHaveTheSumOne() {
        try (PointerScope scope = new PointerScope()) {
            Tensor sums = encoder.classAttention(torch.randn(1, TOKENS, WIDTH), Rotation.NONE, 1)
                    .sum(-1);
            for (double sum : Tensors.toDoubles(sums)) {
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void aBlockThatTheEncoderHasNotIsRefused() {
        try (PointerScope scope = new PointerScope()) {
            Tensor tokens = torch.randn(1, TOKENS, WIDTH);
            assertThatThrownBy(() -> encoder.classAttention(tokens, Rotation.NONE, 3))
                    .hasMessage("there is no block 3; the encoder has 1 to 2");
        }
    }

    private static double[] expected(double[] tokens) {
        Map<String, Tensor> state = Tensors.state(encoder.blocks().get(1));
        double[] weight = Tensors.toDoubles(Objects.requireNonNull(state.get("attention.qkv.weight")));
        double[] bias = Tensors.toDoubles(Objects.requireNonNull(state.get("attention.qkv.bias")));
        double[] scale = Tensors.toDoubles(Objects.requireNonNull(state.get("norm1.weight")));
        double[] shift = Tensors.toDoubles(Objects.requireNonNull(state.get("norm1.bias")));
        double[] result = new double[2 * HEADS * CLASSES * TOKENS];
        int width = WIDTH / HEADS;
        int next = 0;
        for (int image = 0; image < 2; image++) {
            double[][] normed = new double[TOKENS][];
            for (int token = 0; token < TOKENS; token++) {
                normed[token] = norm(tokens, (image * TOKENS + token) * WIDTH, scale, shift);
            }
            for (int head = 0; head < HEADS; head++) {
                for (int query = 0; query < CLASSES; query++) {
                    double[] q = project(normed[query], weight, bias, head * width, width);
                    double[] row = new double[TOKENS];
                    double sum = 0;
                    for (int key = 0; key < TOKENS; key++) {
                        double[] k = project(normed[key], weight, bias, WIDTH + head * width, width);
                        double product = 0;
                        for (int i = 0; i < width; i++) {
                            product += q[i] * k[i];
                        }
                        row[key] = Math.exp(product / Math.sqrt(width));
                        sum += row[key];
                    }
                    for (double value : row) {
                        result[next++] = value / sum;
                    }
                }
            }
        }
        return result;
    }

    private static double[] norm(double[] tokens, int first, double[] scale, double[] shift) {
        double mean = 0;
        for (int i = 0; i < WIDTH; i++) {
            mean += tokens[first + i] / WIDTH;
        }
        double variance = 0;
        for (int i = 0; i < WIDTH; i++) {
            variance += (tokens[first + i] - mean) * (tokens[first + i] - mean) / WIDTH;
        }
        double[] normed = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            normed[i] = (tokens[first + i] - mean) / Math.sqrt(variance + 1e-6) * scale[i] + shift[i];
        }
        return normed;
    }

    private static double[] project(double[] token, double[] weight, double[] bias, int first, int count) {
        double[] projected = new double[count];
        for (int row = 0; row < count; row++) {
            projected[row] = bias[first + row];
            for (int i = 0; i < WIDTH; i++) {
                projected[row] += weight[(first + row) * WIDTH + i] * token[i];
            }
        }
        return projected;
    }
}
