package dev.pixio.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTest {

    /** The convolution that computes the layer is another one on one thread than on several. */
    @ParameterizedTest
    @CsvSource({"1, 3, 5, 48, 32", "2, 3, 5, 48, 32", "2, 1, 1, 7, 3", "2, 16, 24, 192, 96"})
    void theLayerAndItsGradientsAreThoseOfTorchLinear(int threads, long batch, long n, long in, long out) {
        int before = Libtorch.threads();
        Libtorch.setThreads(threads);
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> expected = computed(batch, n, in, out, (x, w, b) -> torch.linear(x, w, new TensorOptional(b)));
            List<Tensor> found = computed(batch, n, in, out, Linear::apply);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(Tensors.shape(found.get(i))).isEqualTo(Tensors.shape(expected.get(i)));
                assertThat(found.get(i).sub(expected.get(i)).abs().max().item_double())
                        .as("output, gradients of input, weight and bias: %d", i)
                        .isCloseTo(0, within(1e-4));
            }
        } finally {
            Libtorch.setThreads(before);
        }
    }

    @Test
    void anInputThatIsAViewIsComputedInItsOwnOrder() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = torch.randn(5, 3, 8).transpose(0, 1); // [3, 5, 8], not contiguous
            Tensor weight = torch.randn(4, 8);
            Tensor bias = torch.randn(4);
            Tensor difference = Linear.apply(x, weight, bias).sub(torch.linear(x, weight, new TensorOptional(bias)));
            assertThat(difference.abs().max().item_double()).isCloseTo(0, within(1e-5));
        }
    }

    /** A view with strides of its own, and one row of features as well as many. */
    @ParameterizedTest
    @CsvSource({"3, 5, 8, 4", "1, 1, 7, 3", "16, 24, 192, 96"})
    void withoutGradientsItIsTheSameLayer(long batch, long n, long in, long out) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor x = torch.randn(n, batch, in).transpose(0, 1); // [B, n, in], not contiguous
            Tensor weight = torch.randn(out, in);
            Tensor bias = torch.randn(out);
            Tensor output = Linear.apply(x, weight, bias);
            Tensor difference = output.sub(torch.linear(x, weight, new TensorOptional(bias)));
            assertThat(Tensors.shape(output)).containsExactly(batch, n, out);
            assertThat(difference.abs().max().item_double()).isCloseTo(0, within(1e-4));
        }
    }

    /** Otherwise the features of an image would depend on its place among others. */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 16, 192, 32",
        "1, 8, 16, 192, 32",
        "2, 16, 64, 192, 32",
        "2, 3, 36, 192, 192",
        "2, 8, 9, 768, 384"
    })
    void withoutGradientsARowDoesNotDependOnItsPlace(int threads, long batch, long n, long in, long out) {
        int before = Libtorch.threads();
        Libtorch.setThreads(threads);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor weight = torch.randn(out, in);
            Tensor bias = torch.randn(out);
            Tensor x = torch.randn(batch, n, in);
            Tensor output = Linear.apply(x, weight, bias);
            for (long places = 1; places < batch; places++) {
                Tensor moved = Linear.apply(rolled(x, places).contiguous(), weight, bias);
                assertThat(rolled(moved, -places).equal(output))
                        .as("moved by %d", places)
                        .isTrue();
            }
        } finally {
            Libtorch.setThreads(before);
        }
    }

    private static Tensor rolled(Tensor tensor, long places) {
        return torch.roll(tensor, new long[] {places}, new long[] {0});
    }

    @Test
    void underAutocastTheProductIsInBf16() {
        try (PointerScope scope = new PointerScope();
                Precision.Region region = Precision.BF16.on(Libtorch.device("cpu"))) {
            Tensor output = Linear.apply(torch.randn(2, 3, 16), torch.randn(8, 16), torch.randn(8));
            assertThat(output.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
        }
    }

    private interface Layer {
        Tensor apply(Tensor x, Tensor weight, Tensor bias);
    }

    /** The output and the gradients of the sum of its squares, from the same random numbers in each call. */
    private static List<Tensor> computed(long batch, long n, long in, long out, Layer layer) {
        torch.manual_seed(3);
        Tensor x = torch.randn(batch, n, in).requires_grad_(true);
        Tensor weight = torch.randn(out, in).mul_(new Scalar(0.1)).requires_grad_(true);
        Tensor bias = torch.randn(out).requires_grad_(true);
        Tensor output = layer.apply(x, weight, bias);
        output.square().mean().backward();
        return List.of(output, x.grad(), weight.grad(), bias.grad());
    }
}
