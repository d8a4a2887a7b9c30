package dev.pixio.model.pass;

import dev.pixio.model.Activations;
import dev.pixio.nn.ChosenTokens;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
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
    private final List<List<Tensor>> parameters; // of each block
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
        this.parameters = blocks.stream()
                .map(block -> List.copyOf(Tensors.parameters(block).values()))
                .toList();
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
     * @param fixed how many of the first blocks have no way back, of which and before which nothing is trained
     */
    Stage stages(DropPath dropPath, ChosenTokens chosen, int fixed) {
        List<Stage> stages = new ArrayList<>();
        for (int place = 0; place < fixed; place++) {
            stages.add(new FixedStage(stage(dropPath, place, chosen)));
        }
        if (explicit.isEmpty() && activations == Activations.KEPT && fixed < blocks.size()) {
            stages.add(new AutogradStage(tokens -> through(tokens, dropPath, chosen, fixed), precision, device));
            return new StageChain(stages, fixed);
        }
        for (int place = fixed; place < blocks.size(); place++) {
            Stage stage = stage(dropPath, place, chosen);
            stages.add(activations == Activations.RECOMPUTED ? new RecomputedStage(stage) : stage);
        }
        return new StageChain(stages, fixed);
    }

    /** How many of the first blocks have nothing that is trained. */
    int leadingFixed() {
        int fixed = 0;
        while (fixed < parameters.size() && parameters.get(fixed).stream().noneMatch(Tensor::requires_grad)) {
            fixed++;
        }
        return fixed;
    }

    private Tensor through(Tensor tokens, DropPath dropPath, ChosenTokens chosen, int first) {
        Tensor seen = tokens;
        for (int place = first; place < blocks.size(); place++) {
            seen = blocks.get(place).forward(seen, dropPath, place, chosenAt(place, chosen));
        }
        return seen;
    }

    private Stage stage(DropPath dropPath, int place, ChosenTokens chosen) {
        ChosenTokens here = chosenAt(place, chosen);
        return explicit.isEmpty()
                ? new AutogradStage(
                        tokens -> blocks.get(place).forward(tokens, dropPath, place, here), precision, device)
                : new ExplicitStage(explicit.get(place), dropPath, place, here);
    }

    private ChosenTokens chosenAt(int place, ChosenTokens chosen) {
        return place == blocks.size() - 1 ? chosen : ChosenTokens.ALL;
    }

    @Override
    public void close() {
        explicit.forEach(ExplicitBlock::close);
    }
}
