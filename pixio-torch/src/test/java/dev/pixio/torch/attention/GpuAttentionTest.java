package dev.pixio.torch.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.torch.cuda.ComputeCapability;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GpuAttentionTest {

    @ParameterizedTest
    @CsvSource({
        "9, 0, BFloat16, 64, true",
        "8, 6, BFloat16, 192, true",
        "8, 6, BFloat16, 200, false",
        "8, 0, BFloat16, 12, false",
        "7, 5, BFloat16, 64, false",
        "7, 5, Float, 64, true"
    })
    void bf16NeedsAGpuOfItsGenerationAndHeadsNeedAWidthThatTheKernelsRead(
            int major, int minor, ScalarType dtype, long width, boolean supported) {
        assertThat(GpuAttention.supports(Optional.of(new ComputeCapability(major, minor)), dtype, width))
                .isEqualTo(supported);
    }

    /** libtorch has the operators on any machine, and finds kernels for them on a GPU only. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void onACpuTheArgumentsReachTheOperatorWhichHasNoKernel(Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            Tensor query = torch.randn(2, 3, 5, 16).to(precision.dtype());
            Tensor sums = torch.randn(2, 3, 5);
            Tensor state = torch.randn(2).to(ScalarType.Long);
            FusedAttention.Attended attended = new FusedAttention.Attended(query, List.of(sums, state, state));
            String operator =
                    "aten::_scaled_dot_product_" + (precision == Precision.BF16 ? "flash" : "efficient") + "_attention";

            assertThatThrownBy(() -> GpuAttention.FUSED.forward(query, query, query))
                    .hasMessageContaining(operator + "'")
                    .hasMessageContaining("'CPU' backend");
            assertThatThrownBy(() -> GpuAttention.FUSED.backward(query, query, query, query, attended))
                    .hasMessageContaining(operator + "_backward'")
                    .hasMessageContaining("'CPU' backend");
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1e-4, 7, 7, 16", "BF16, 2e-2, 264, 264, 32", "BF16, 2e-2, 192, 264, 64", "BF16, 2e-2, 5, 9, 80"})
    @Tag(TestDevice.CUDA)
    void attentionAndItsGradientsAreThoseOfPlainProducts(
            Precision precision, double tolerance, long queries, long keys, long width) {
        Device device = TestDevice.cuda();
        try (PointerScope scope = new PointerScope()) {
            Tensor query = leaf(torch.randn(2, queries, 3, width), device);
            Tensor key = leaf(torch.randn(2, keys, 3, width), device);
            Tensor value = leaf(torch.randn(2, keys, 3, width), device);
            Tensor gradient =
                    Tensors.to(torch.randn(2, queries, 3, width), device).transpose(1, 2);
            Tensor q = query.transpose(1, 2);
            Tensor k = key.transpose(1, 2);
            Tensor v = value.transpose(1, 2);
            Tensor weights = torch.matmul(q, k.transpose(2, 3))
                    .div(new Scalar(Math.sqrt((double) width)))
                    .softmax(-1);
            Tensor expected = torch.matmul(weights, v);
            expected.backward(gradient, new BoolOptional(false), false, new TensorArrayRefOptional());

            ScalarType dtype = precision.dtype();
            Tensor someQ = q.detach().to(dtype);
            Tensor someK = k.detach().to(dtype);
            Tensor someV = v.detach().to(dtype);
            FusedAttention.Attended attended = GpuAttention.FUSED.forward(someQ, someK, someV);
            FusedAttention.Gradients gradients =
                    GpuAttention.FUSED.backward(gradient.to(dtype), someQ, someK, someV, attended);

            assertThat(distance(attended.output(), expected.detach())).isLessThan(tolerance);
            assertThat(distance(gradients.query(), query.grad().transpose(1, 2)))
                    .isLessThan(tolerance);
            assertThat(distance(gradients.key(), key.grad().transpose(1, 2))).isLessThan(tolerance);
            assertThat(distance(gradients.value(), value.grad().transpose(1, 2)))
                    .isLessThan(tolerance);
        }
    }

    private static Tensor leaf(Tensor values, Device device) {
        return Tensors.to(values, device).detach().requires_grad_(true);
    }

    /** The norm of the difference, relative to that of the expected values. */
    private static double distance(Tensor found, Tensor expected) {
        return found.sub(expected).norm().item_double() / expected.norm().item_double();
    }
}
