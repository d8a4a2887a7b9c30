package dev.pixio.downstream.distill;

import dev.pixio.nn.Initialization;
import dev.pixio.nn.Linear;
import dev.pixio.nn.Normalization;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** From the width of a student to that of the teacher: a linear layer, a layer norm, GELU, a linear layer. Not used after training. */
final class Projection extends Module {

    private final LinearImpl expand;
    private final LayerNormImpl norm;
    private final LinearImpl contract;

    /**
     * @param student width D of the student's tokens
     * @param teacher width T of the teacher's tokens
     * @param name prefix of its parameters, which determines their random values
     */
    Projection(int student, int teacher, Initialization initialization, String name) {
        super("Projection");
        this.expand = register_module("expand", Linear.undrawn(student, teacher));
        this.norm = register_module("norm", Normalization.over(teacher));
        this.contract = register_module("contract", Linear.undrawn(teacher, teacher));
        initialization.transformer(this, name);
    }

    /** Float {@code [B, L, D]} to {@code [B, L, T]}. */
    Tensor forward(Tensor tokens) {
        return contract.forward(torch.gelu(norm.forward(expand.forward(tokens))));
    }
}
