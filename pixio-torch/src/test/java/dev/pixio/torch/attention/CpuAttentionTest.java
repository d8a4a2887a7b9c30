package dev.pixio.torch.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuAttentionTest {

    @ParameterizedTest
    @ValueSource(ints = {12, 5})
    void theFusedAttentionHasAutogradsGradients(int queries) {
        try (PointerScope scope = new PointerScope()) {
            Tensor query = random(Precision.FP32, 2, 3, queries, 8).requires_grad_(true);
            Tensor key = random(Precision.FP32, 2, 3, 12, 8).requires_grad_(true);
            Tensor value = random(Precision.FP32, 2, 3, 12, 8).requires_grad_(true);
            Tensor gradient = random(Precision.FP32, 2, 3, queries, 8);
            Tensor expected = torch.matmul(
                    torch.matmul(query, key.transpose(2, 3))
                            .mul(new Scalar(1 / Math.sqrt(8)))
                            .softmax(-1),
                    value);
            expected.backward(gradient, new BoolOptional(false), false, new TensorArrayRefOptional());

            FusedAttention.Attended attended = CpuAttention.FUSED.forward(query.detach(), key.detach(), value.detach());
            FusedAttention.Gradients gradients =
                    CpuAttention.FUSED.backward(gradient, query.detach(), key.detach(), value.detach(), attended);

            assertClose(attended.output(), expected, Precision.FP32);
            assertClose(gradients.query(), query.grad(), Precision.FP32);
            assertClose(gradients.key(), key.grad(), Precision.FP32);
            assertClose(gradients.value(), value.grad(), Precision.FP32);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aSoftmaxHasAutogradsGradient(Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = random(precision, 4, 9).requires_grad_(true);
            Tensor gradient = random(precision, 4, 9);
            Tensor weights = scores.softmax(-1);
            weights.backward(gradient, new BoolOptional(false), false, new TensorArrayRefOptional());

            assertClose(Softmax.backward(gradient, weights.detach()), scores.grad(), precision);
        }
    }

    private static Tensor random(Precision precision, long... shape) {
        return torch.randn(shape).to(precision.dtype());
    }

    private static void assertClose(Tensor actual, Tensor expected, Precision precision) {
        assertThat(actual.scalar_type().intern()).isEqualTo(precision.dtype());
        assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
        double scale = expected.to(ScalarType.Float).abs().max().item_double();
        double difference = actual.to(ScalarType.Float)
                .sub(expected.to(ScalarType.Float))
                .abs()
                .max()
                .item_double();
        assertThat(difference).isLessThan((precision == Precision.FP32 ? 1e-6 : 1e-2) * Math.max(1, scale));
    }
}
