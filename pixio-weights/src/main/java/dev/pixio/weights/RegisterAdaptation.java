package dev.pixio.weights;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adapts registers to a plan with another number of them. Where the plan has fewer, those that are over become class tokens, as far
 * as the plan has more of these than the file; they have no positions, as before. Where it has more, new ones are added.
 *
 * @param file the shape of the file
 * @param plan the shape of the plan
 */
record RegisterAdaptation(PixioConfig file, PixioConfig plan) {

    private static final String CLASS_TOKENS = "encoder.class_tokens";
    private static final String REGISTERS = "encoder.registers";
    private static final String POSITIONS = "encoder.positions.table";

    /** The number of registers that become class tokens. */
    int taken() {
        int over = registers(file) - registers(plan);
        return Math.max(
                0, Math.min(over, plan.encoder().classTokens() - file.encoder().classTokens()));
    }

    private static int registers(PixioConfig config) {
        return config.encoder().options().registers();
    }

    /** The shape of the file after registers have become class tokens and the others have the number of the plan. */
    PixioConfig adapted() {
        EncoderConfig encoder = file.encoder();
        return file.withEncoder(encoder.withClassTokens(encoder.classTokens() + taken())
                .withOptions(encoder.options().withRegisters(registers(plan))));
    }

    /**
     * Replaces the tokens before the patches.
     *
     * @param weights of the file
     * @param own weights of a new model of the plan's shape
     * @param lines receives a description of each change
     */
    void adapt(Map<String, Tensor> weights, Map<String, Tensor> own, List<String> lines) {
        int has = registers(file);
        int wanted = registers(plan);
        if (has == wanted) {
            return;
        }
        Tensor registers = weights.remove(REGISTERS);
        if (registers != null && taken() > 0) {
            take(weights, registers.narrow(1, wanted, taken()));
        }
        if (wanted > 0) {
            Tensor fresh = own.getOrDefault(REGISTERS, Tensors.zeros(ScalarType.Float, 1, wanted, 1));
            weights.put(REGISTERS, registers == null ? fresh : Adaptation.firstOf(registers, has, fresh, wanted));
        }
        describe(has, wanted, lines);
    }

    private void take(Map<String, Tensor> weights, Tensor tokens) {
        int classes = file.encoder().classTokens();
        weights.computeIfPresent(
                CLASS_TOKENS,
                (name, first) ->
                        torch.cat(new TensorVector(first.to(ScalarType.Float), tokens.to(ScalarType.Float)), 1));
        weights.computeIfPresent(POSITIONS, (name, table) -> {
            Tensor none = torch.zeros_like(tokens).to(table.scalar_type());
            Tensor ofClasses = table.narrow(1, 0, classes);
            Tensor ofPatches = table.narrow(1, classes, table.size(1) - classes);
            return torch.cat(new TensorVector(ofClasses, none, ofPatches), 1);
        });
    }

    private void describe(int has, int wanted, List<String> lines) {
        if (taken() > 0) {
            lines.add("registers: " + taken() + " of the file's " + has + " become class tokens, without positions");
        }
        int left = has - wanted - taken();
        if (left > 0) {
            lines.add("registers: " + left + " of the file's " + has + " are left out");
        }
        if (wanted > has) {
            lines.add("registers: the file's " + has + ", and " + (wanted - has) + " new ones");
        }
    }
}
