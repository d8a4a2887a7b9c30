package dev.pixio.nn.explicit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.golden.Compare;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compared with autograd at sizes that golden models do not have: activations and norms that are recomputed, packed weights,
 * and attention weights of which the cache holds those of some images.
 */
class ExplicitBlockTest {

    private static final int HEADS = 2;

    /** The cache holds the attention weights of two images, so that seven are in four groups. */
    private static final long IMAGES = 7;

    private static final long TOKENS = 340;
    private static final int WIDTH = 224;

    @Test
    void theSizesAreAboveTheLimits() {
        assertThat(SavedTensors.isSmall(IMAGES * TOKENS * WIDTH)).isFalse();
        assertThat(SavedTensors.isSmall(IMAGES * TOKENS)).isTrue();
        assertThat(IMAGES * TOKENS).isGreaterThan(2048);
        long bytesOfImage = 2 * HEADS * TOKENS * TOKENS;
        assertThat((1 << 20) / bytesOfImage).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"FP32, 0, 1e-4", "FP32, 300, 1e-4", "BF16, 0, 3e-2", "BF16, 300, 3e-2"})
    void theGradientsOfManyTokensAreAutograds(Precision precision, long selected, double tolerance) {
        Assumptions.assumeTrue(ExplicitBlock.isAvailable(precision.dtype()), "skipped: no bf16 here");
        theGradientsOfManyTokensAreAutograds(precision, selected, tolerance, BlockOperators.ONEDNN, new Device("cpu"));
    }

    @ParameterizedTest
    @CsvSource({"FP32, 0, 1e-4", "FP32, 300, 1e-4", "BF16, 0, 3e-2", "BF16, 300, 3e-2"})
    void theGradientsOfManyTokensAreAutogradsByLibtorchsOperators(
            Precision precision, long selected, double tolerance) {
        theGradientsOfManyTokensAreAutograds(
                precision, selected, tolerance, BlockOperators.LIBTORCH, TestDevice.chosen());
    }

    @ParameterizedTest
    @CsvSource({"FP32, 0, 1e-4", "FP32, 300, 1e-4", "BF16, 0, 3e-2", "BF16, 300, 3e-2"})
    @Tag(TestDevice.CUDA)
    void theGradientsOfManyTokensAreAutogradsOnAGpu(Precision precision, long selected, double tolerance) {
        theGradientsOfManyTokensAreAutograds(
                precision, selected, tolerance, BlockOperators.LIBTORCH, TestDevice.cuda());
    }

    private static void theGradientsOfManyTokensAreAutograds(
            Precision precision, long selected, double tolerance, BlockOperators operators, Device device) {
        try (PointerScope scope = new PointerScope()) {
            TransformerBlock block = TestDevice.on(device, block());
            Tensor tokens = Tensors.to(torch.randn(IMAGES, TOKENS, WIDTH), device);
            TokenSelection selection = selection(selected, device);
            Tensor gradient = Tensors.to(torch.randn(IMAGES, selected == 0 ? TOKENS : selected, WIDTH), device);

            Map<String, Tensor> expected = byAutograd(block, tokens, selection, gradient);
            Tensors.clearGradients(Tensors.parameters(block).values());
            Map<String, Tensor> found;
            try (ExplicitBlock explicit = new ExplicitBlock(block, precision.dtype(), operators)) {
                found = explicitly(explicit, block, tokens, selection, gradient);
            }

            found.forEach((name, tensor) -> assertThat(distance(tensor, expected.getOrDefault(name, tensor)))
                    .as(name)
                    .isLessThan(tolerance));
            assertThat(found).hasSameSizeAs(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(BlockOperators.class)
    void inferenceIsTheForwardPassWithTheCurrentWeights(BlockOperators operators) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            TransformerBlock block = block();
            Tensor tokens = torch.randn(2, 9, WIDTH);
            try (ExplicitBlock explicit = new ExplicitBlock(block, ScalarType.Float, operators)) {
                explicit.inference(tokens);
                Tensors.parameters(block).values().forEach(parameter -> parameter.mul_(new Scalar(0.5)));

                Compare.close("output", explicit.inference(tokens), block.forward(tokens, DropPath.NONE, 0), 1e-5);
            }
        }
    }

    /** Its attention differs between tokens, so that a part of a wrong image shows. */
    private static TransformerBlock block() {
        torch.manual_seed(1);
        TransformerBlock block = new TransformerBlock(WIDTH, HEADS, 4);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.parameters(block)
                    .forEach((name, parameter) -> parameter.copy_(torch.randn_like(parameter)
                            .mul(new Scalar(name.endsWith("bias") ? 0.2 : 0.1))
                            .add(new Scalar(name.startsWith("norm") ? 1.0 : 0.0))));
        }
        return block;
    }

    /** The tokens from the last one on, backwards; all tokens if none is selected. */
    private static TokenSelection selection(long selected, Device device) {
        return selected == 0
                ? TokenSelection.ALL
                : TokenSelection.at(Tensors.to(
                        torch.arange(new Scalar(TOKENS - 1), new Scalar(TOKENS - 1 - selected), new Scalar(-1))
                                .to(ScalarType.Long)
                                .expand(IMAGES, selected),
                        device));
    }

    private static Map<String, Tensor> byAutograd(
            TransformerBlock block, Tensor tokens, TokenSelection selection, Tensor gradient) {
        Tensor input = tokens.detach().requires_grad_(true);
        Tensor output = block.forward(input, DropPath.NONE, 0, selection);
        output.backward(gradient, new BoolOptional(false), false, new TensorArrayRefOptional());
        return results(block, output.detach(), input.grad());
    }

    private static Map<String, Tensor> explicitly(
            ExplicitBlock explicit, TransformerBlock block, Tensor tokens, TokenSelection selection, Tensor gradient) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor output = explicit.forward(tokens, DropPath.NONE, 0, selection);
            return results(block, output, explicit.backward(gradient, DropPath.NONE, 0, selection));
        }
    }

    private static Map<String, Tensor> results(TransformerBlock block, Tensor output, Tensor ofInput) {
        Map<String, Tensor> results = new LinkedHashMap<>(Map.of("output", output, "input", ofInput));
        Tensors.parameters(block)
                .forEach((name, parameter) -> results.put(name, parameter.grad().clone()));
        return results;
    }

    /** The norm of the difference, relative to that of the expected values. */
    private static double distance(Tensor found, Tensor expected) {
        return found.sub(expected).norm().item_double() / expected.norm().item_double();
    }
}
