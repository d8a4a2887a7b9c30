package dev.pixio.model.pass;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.explicit.BlockOperators;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** The blocks of an encoder or decoder, divided into stages for each pass. */
final class BlockStack implements AutoCloseable {

    /** How gradients are computed. */
    enum Gradients {
        /** By libtorch's autograd, on any device. */
        AUTOGRAD,
        /** By {@link ExplicitBlock} with the fastest operators of a CPU. */
        EXPLICIT,
        /** By {@link ExplicitBlock} with libtorch's operators, on any device. */
        EXPLICIT_LIBTORCH;

        static Gradients fastest(Device device, Precision precision) {
            return device.is_cpu() && ExplicitBlock.isAvailable(precision.dtype()) ? EXPLICIT : AUTOGRAD;
        }

        /** The implementation of a setting. */
        static Gradients of(GradientMethod method, Device device, Precision precision) {
            Gradients fastest = fastest(device, precision);
            return switch (method) {
                case AUTO -> fastest;
                case AUTOGRAD -> AUTOGRAD;
                case EXPLICIT -> fastest == EXPLICIT ? EXPLICIT : EXPLICIT_LIBTORCH;
            };
        }

        /** The blocks that compute so; none for autograd. */
        List<ExplicitBlock> explicit(List<TransformerBlock> blocks, Precision precision) {
            BlockOperators operators = this == EXPLICIT ? BlockOperators.ONEDNN : BlockOperators.LIBTORCH;
            return this == AUTOGRAD
                    ? List.of()
                    : blocks.stream()
                            .map(block -> new ExplicitBlock(block, precision.dtype(), operators))
                            .toList();
        }
    }

    private final List<TransformerBlock> blocks;
    private final List<List<Tensor>> parameters; // of each block
    private final List<ExplicitBlock> explicit; // empty if autograd is used
    private final Precision precision;
    private final Device device;
    private final Activations activations;

    BlockStack(
            List<TransformerBlock> blocks,
            Precision precision,
            Device device,
            Activations activations,
            Gradients gradients) {
        this(blocks, precision, device, activations, gradients.explicit(blocks, precision));
    }

    private BlockStack(
            List<TransformerBlock> blocks,
            Precision precision,
            Device device,
            Activations activations,
            List<ExplicitBlock> explicit) {
        this.blocks = blocks;
        this.parameters = blocks.stream()
                .map(block -> List.copyOf(Tensors.parameters(block).values()))
                .toList();
        this.precision = precision;
        this.device = device;
        this.activations = activations;
        this.explicit = explicit;
    }

    /** The same for the blocks of a replica, with copies of weights that it shares with this. Close it before this. */
    BlockStack forReplica(List<TransformerBlock> replicas) {
        List<ExplicitBlock> sharing = IntStream.range(0, explicit.size())
                .mapToObj(block -> explicit.get(block).forReplica(replicas.get(block)))
                .toList();
        return new BlockStack(replicas, precision, device, activations, sharing);
    }

    /**
     * The stages of one pass.
     *
     * @param rotation rotary positions of all tokens, only under autograd
     * @param dropPath which samples skip which branches
     * @param selection which tokens the last block returns
     * @param fixed number of leading blocks that need no gradients, because neither they nor anything before them is trained
     * @param done receives each block whose gradients are complete; if nobody does, autograd may run all blocks as one stage
     */
    GradientStage stages(
            Rotation rotation, DropPath dropPath, TokenSelection selection, int fixed, Optional<IntConsumer> done) {
        if (Libtorch.isGpu(device)) {
            renewCopies(); // by a few kernels instead of one for each weight
        }
        List<GradientStage> stages = new ArrayList<>();
        for (int block = 0; block < fixed; block++) {
            stages.add(new FixedStage(stage(rotation, dropPath, block, selection)));
        }
        if (explicit.isEmpty() && activations == Activations.KEPT && fixed < blocks.size() && done.isEmpty()) {
            stages.add(autograd(fixed, blocks.size(), rotation, dropPath, selection));
            return new StageChain(stages, fixed);
        }
        for (int block = fixed; block < blocks.size(); block++) {
            GradientStage one = stage(rotation, dropPath, block, selection);
            GradientStage stage = activations == Activations.RECOMPUTED ? new RecomputedStage(one) : one;
            int number = block;
            stages.add(done.<GradientStage>map(report -> new ReportedStage(stage, () -> report.accept(number)))
                    .orElse(stage));
        }
        return new StageChain(stages, fixed);
    }

    /** Renews the blocks' copies of weights that have changed, all at once. */
    void renewCopies() {
        ExplicitBlock.renewCopies(explicit);
    }

    /** The number of leading blocks without a trained parameter. */
    int leadingFixed() {
        int fixed = 0;
        while (fixed < parameters.size() && parameters.get(fixed).stream().noneMatch(Tensor::requires_grad)) {
            fixed++;
        }
        return fixed;
    }

    int size() {
        return blocks.size();
    }

    Device device() {
        return device;
    }

    private GradientStage stage(Rotation rotation, DropPath dropPath, int block, TokenSelection selection) {
        TokenSelection returned = block == blocks.size() - 1 ? selection : TokenSelection.ALL;
        return explicit.isEmpty()
                ? autograd(block, block + 1, rotation, dropPath, returned)
                : new ExplicitStage(explicit.get(block), dropPath, block, returned);
    }

    private GradientStage autograd(int first, int end, Rotation rotation, DropPath dropPath, TokenSelection selection) {
        BlockRunner runner = BlockRunner.inOrder(blocks, first, end, dropPath);
        return new AutogradStage(tokens -> runner.run(tokens, rotation, selection), precision, device);
    }

    @Override
    public void close() {
        explicit.forEach(ExplicitBlock::close);
    }
}
