package dev.pixio.model;

import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.option.BlockOptions;
import java.util.List;
import org.bytedeco.pytorch.Module;

/** Registers a stack of blocks under the names that other libraries use: {@code blocks.0}, {@code blocks.1}, ... */
final class Blocks {

    private Blocks() {}

    /** Makes blocks, registers them with their owner and adds them to the list; libtorch's module list loses modules made in Java. */
    static void register(
            Module owner,
            List<TransformerBlock> blocks,
            int depth,
            int width,
            int heads,
            double mlpRatio,
            BlockOptions options) {
        Module stack = new Module("blocks");
        for (int i = 0; i < depth; i++) {
            blocks.add(
                    stack.register_module(Integer.toString(i), new TransformerBlock(width, heads, mlpRatio, options)));
        }
        owner.register_module("blocks", stack);
    }
}
