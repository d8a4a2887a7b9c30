package dev.pixio.model.pass;

import dev.pixio.model.Activations;
import dev.pixio.nn.ChosenTokens;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Precision;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** The blocks of an encoder or decoder, as stages. */
final class BlockStack implements AutoCloseable {

    /** Who finds them. */
    enum Gradients {
        /** Libtorch, on any device. */
        AUTOGRAD,
        /** The blocks themselves, on a CPU. */
        EXPLICIT;

        static Gradients fastest(Device device, Precision precision) {
            return device.is_cpu() && ExplicitBlock.isAvailable(precision.dtype()) ? EXPLICIT : AUTOGRAD;
        }
    }

    private final List<TransformerBlock> blocks;
    private final List<ExplicitBlock> explicit; // none where autograd is faster or the only way
    private final Precision precision;
    private final Device device;
    private final Activations activations;

    BlockStack(
            List<TransformerBlock> blocks,
            Precision precision,
            Device device,
            Activations activations,
            Gradients gradients) {
        this.blocks = blocks;
        this.precision = precision;
        this.device = device;
        this.activations = activations;
        this.explicit = gradients == Gradients.EXPLICIT
                ? blocks.stream()
                        .map(block -> new ExplicitBlock(block, precision.dtype()))
                        .toList()
                : List.of();
    }

    /**
     * The stack for one pass.
     *
     * @param dropPath which samples skip which branches
     * @param chosen what the last block has to deliver
     */
    Stage stages(DropPath dropPath, ChosenTokens chosen) {
        if (explicit.isEmpty() && activations == Activations.KEPT) {
            return new AutogradStage(tokens -> through(tokens, dropPath, chosen), precision, device);
        }
        return new StageChain(IntStream.range(0, blocks.size())
                .mapToObj(place -> {
                    boolean last = place == blocks.size() - 1;
                    Stage stage = stage(dropPath, place, last ? chosen : ChosenTokens.ALL);
                    return activations == Activations.RECOMPUTED ? new RecomputedStage(stage) : stage;
                })
                .toList());
    }

    private Tensor through(Tensor tokens, DropPath dropPath, ChosenTokens chosen) {
        Tensor seen = tokens;
        int last = blocks.size() - 1;
        for (int place = 0; place <= last; place++) {
            seen = blocks.get(place).forward(seen, dropPath, place, place == last ? chosen : ChosenTokens.ALL);
        }
        return seen;
    }

    private Stage stage(DropPath dropPath, int place, ChosenTokens chosen) {
        return explicit.isEmpty()
                ? new AutogradStage(
                        tokens -> blocks.get(place).forward(tokens, dropPath, place, chosen), precision, device)
                : new ExplicitStage(explicit.get(place), dropPath, place, chosen);
    }

    @Override
    public void close() {
        explicit.forEach(ExplicitBlock::close);
    }
}
