package dev.pixio.model.pass;

import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Tensor;

/**
 * A stack of blocks that is run in stages, outside of the autograd graph of the layers before and after it: the graph before
 * the blocks ends with their input, and the graph after them begins with their output. For one pass, inside the caller's
 * pointer scope.
 */
final class StagedBlocks implements BlockRunner, AutoCloseable {

    /**
     * Where the two graphs meet the blocks.
     *
     * @param input the last tensor of the graph before the blocks
     * @param output the first tensor of the graph after them
     */
    private record Boundary(Tensor input, Tensor output) {}

    private final BlockStack stack;
    private final DropPath dropPath;
    private final int fixed;
    private final Optional<IntConsumer> done;
    private Optional<GradientStage> stages = Optional.empty();
    private Optional<Boundary> boundary = Optional.empty();

    /**
     * @param dropPath which samples skip which branches
     * @param fixed number of leading blocks that need no gradients, because neither they nor anything before them is trained
     * @param done receives each block whose gradients are complete
     */
    StagedBlocks(BlockStack stack, DropPath dropPath, int fixed, Optional<IntConsumer> done) {
        this.stack = stack;
        this.dropPath = dropPath;
        this.fixed = fixed;
        this.done = done;
    }

    @Override
    public Tensor run(Tensor tokens, Rotation rotation, TokenSelection selection) {
        GradientStage chain = stack.stages(rotation, dropPath, selection, fixed, done);
        stages = Optional.of(chain);
        // Explicit stages choose the dtype of each product; autograd stages enable autocast themselves.
        try (Precision.Region region = Precision.FP32.on(stack.device())) {
            Tensor output = Tensors.inScope(chain.forward(tokens.detach()));
            boundary = Optional.of(new Boundary(tokens, output));
            return needsGradients() ? output.requires_grad_(true) : output;
        }
    }

    /** Continues the backward pass from the gradient of the output through the blocks and the graph before them. */
    void backward() {
        if (!needsGradients()) {
            return;
        }
        Boundary at = boundary.orElseThrow(() -> new IllegalStateException("backward without a forward pass"));
        Tensor gradient = Tensors.inScope(stages.orElseThrow().backward(at.output.grad()));
        if (at.input.requires_grad()) { // false if nothing before the blocks is trained
            AutogradStage.backward(at.input, gradient);
        }
    }

    private boolean needsGradients() {
        return fixed < stack.size();
    }

    @Override
    public void close() {
        stages.ifPresent(GradientStage::release);
    }
}
