package dev.pixio.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tensors of blocks that are run in order stay in memory. */
class BlockRunnerTest {

    private static List<TransformerBlock> blocks(int count) {
        torch.manual_seed(1);
        return Stream.generate(() -> {
                    TransformerBlock block = new TransformerBlock(16, 2, 4);
                    Tensors.parameters(block)
                            .values()
                            .forEach(parameter -> parameter.set_data(torch.randn_like(parameter)));
                    return block;
                })
                .limit(count)
                .toList();
    }

    private static Tensor run(List<TransformerBlock> blocks, Tensor tokens) {
        return BlockRunner.inOrder(blocks, DropPath.NONE).run(tokens, Rotation.NONE, TokenSelection.ALL);
    }

    /**
     * What a scope holds is in memory until it closes. Of five blocks that is their output, and not the hundred tensors that they compute;
     * autograd itself keeps what it needs. Garbage that is collected meanwhile is counted, too.
     */
    @ParameterizedTest
    @CsvSource({"FP32, false", "FP32, true", "BF16, false", "BF16, true"})
    void theScopeAroundThemHoldsTheirOutputAlone(Precision precision, boolean gradients) {
        try (PointerScope scope = new PointerScope();
                AutoGradMode mode = new AutoGradMode(gradients);
                Precision.Region region = precision.on(new Device("cpu"))) {
            List<TransformerBlock> blocks = blocks(5);
            Tensor tokens = torch.randn(3, 7, 16);
            long atTheEnd;
            try (PointerScope inner = new PointerScope()) {
                Tensor output = run(blocks, tokens);
                assertThat(output.requires_grad()).isEqualTo(gradients);
                atTheEnd = Pointer.totalCount();
            }

            assertThat(atTheEnd - Pointer.totalCount()).isBetween(1L, 20L);
        }
    }
}
