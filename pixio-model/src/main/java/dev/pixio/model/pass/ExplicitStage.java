package dev.pixio.model.pass;

import dev.pixio.nn.ChosenTokens;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.explicit.ExplicitBlock;
import org.bytedeco.pytorch.Tensor;

/** A block with written-out gradients, for one pass. */
record ExplicitStage(ExplicitBlock block, DropPath dropPath, int place, ChosenTokens chosen) implements Stage {

    @Override
    public Tensor forward(Tensor tokens) {
        return block.forward(tokens, dropPath, place, chosen);
    }

    @Override
    public Tensor backward(Tensor gradient) {
        return block.backward(gradient, dropPath, place, chosen);
    }

    @Override
    public void release() {
        block.release();
    }
}
