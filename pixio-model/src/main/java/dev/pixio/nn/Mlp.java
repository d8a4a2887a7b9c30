package dev.pixio.nn;

import dev.pixio.nn.option.MlpKind;
import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** Two linear layers with an activation between them. */
public final class Mlp extends Module {

    private final MlpKind kind;
    private final LinearImpl expand;
    private final LinearImpl contract;

    /**
     * @param hidden width of the second layer's input
     * @param kind what is between the layers
     */
    public Mlp(int dim, int hidden, MlpKind kind) {
        super("Mlp");
        this.kind = kind;
        this.expand = register_module("expand", Linear.undrawn(dim, (long) kind.parts() * hidden));
        this.contract = register_module("contract", Linear.undrawn(hidden, dim));
    }

    /** Tokens to tokens, float {@code [B, L, D]}. */
    public Tensor forward(Tensor tokens) {
        return contract.forward(Tensors.resultOf(() -> kind.apply(expand.forward(tokens))));
    }

    public MlpKind kind() {
        return kind;
    }

    public LinearImpl expand() {
        return expand;
    }

    public LinearImpl contract() {
        return contract;
    }
}
