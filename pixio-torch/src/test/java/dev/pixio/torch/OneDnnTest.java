package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compared with the differentiable operators of libtorch, which use other kernels. */
class OneDnnTest {

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aLinearLayerIsTheSameWithPackedWeightsAndWithout(Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            Assumptions.assumeTrue(OneDnn.supports(precision.dtype()), "skipped: no bf16 here");
            Tensor x = random(precision, 3, 7, 24);
            Tensor weight = random(precision, 10, 24);
            Tensor bias = random(precision, 10);
            Tensor expected = torch.linear(x, weight, new TensorOptional(bias));

            assertClose(OneDnn.linear(x, weight, bias, OneDnn.PostOp.NOTHING), expected, precision);
            assertClose(OneDnn.linear(x, OneDnn.pack(weight), bias, OneDnn.PostOp.NOTHING), expected, precision);
            assertClose(
                    OneDnn.linear(x, OneDnn.pack(weight), bias, OneDnn.PostOp.GELU), torch.gelu(expected), precision);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aTransposedViewIsAWeight(Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            Assumptions.assumeTrue(OneDnn.supports(precision.dtype()), "skipped: no bf16 here");
            Tensor gradient = random(precision, 5, 10);
            Tensor weight = random(precision, 10, 24);

            assertClose(OneDnn.linear(gradient, weight.t()), torch.matmul(gradient, weight), precision);
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
