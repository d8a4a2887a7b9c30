package dev.pixio.nn;

import dev.pixio.nn.option.Rotation;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How a stack of transformer blocks is run. The model defines what its blocks receive and which tokens it needs back; the
 * runner decides how they are computed: under autograd, or in stages that compute gradients themselves.
 */
@FunctionalInterface
public interface BlockRunner {

    /**
     * All tokens, float {@code [B, L, D]}, to the selected ones, {@code [B, n, D]}.
     *
     * @param rotation rotary positions of all tokens, for all blocks
     * @param selection which tokens the last block returns; all blocks before it return all tokens
     */
    Tensor run(Tensor tokens, Rotation rotation, TokenSelection selection);

    /** Runs all blocks in order, under autograd where that is enabled; without it, only one block's tensors are in memory at a time. */
    static BlockRunner inOrder(List<TransformerBlock> blocks, DropPath dropPath) {
        return inOrder(blocks, 0, blocks.size(), dropPath);
    }

    /**
     * Runs some blocks of a stack in order, under autograd where that is enabled.
     *
     * @param blocks the whole stack
     * @param first index of the first block that is run
     * @param end index after the last block that is run
     */
    static BlockRunner inOrder(List<TransformerBlock> blocks, int first, int end, DropPath dropPath) {
        return (tokens, rotation, selection) -> {
            Tensor current = new Tensor(tokens); // the caller's stays open
            for (int block = first; block < end; block++) {
                TokenSelection returned = block == end - 1 ? selection : TokenSelection.ALL;
                try (Tensor input = current) {
                    current = blocks.get(block).forward(input, rotation, dropPath, block, returned);
                }
            }
            return current;
        };
    }
}
