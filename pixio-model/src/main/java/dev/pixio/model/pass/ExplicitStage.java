package dev.pixio.model.pass;

import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.explicit.ExplicitBlock;
import org.bytedeco.pytorch.Tensor;

/**
 * A block that computes its own gradients, for one pass.
 *
 * @param index of the block in its stack
 * @param selection which tokens it returns
 */
record ExplicitStage(ExplicitBlock block, DropPath dropPath, int index, TokenSelection selection)
        implements GradientStage {

    @Override
    public Tensor forward(Tensor tokens) {
        return block.forward(tokens, dropPath, index, selection);
    }

    @Override
    public Tensor backward(Tensor gradient) {
        return block.backward(gradient, dropPath, index, selection);
    }

    @Override
    public void release() {
        block.release();
    }
}
