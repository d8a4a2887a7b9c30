package dev.pixio.nn;

import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two linear layers with the exact GELU between them. */
public final class Mlp extends Module {

    private final LinearImpl expand;
    private final LinearImpl contract;

    public Mlp(int dim, int hidden) {
        super("Mlp");
        this.expand = register_module("expand", Linear.undrawn(dim, hidden));
        this.contract = register_module("contract", Linear.undrawn(hidden, dim));
    }

    /** Tokens to tokens, float {@code [B, L, D]}. */
    public Tensor forward(Tensor tokens) {
        return contract.forward(torch.gelu(expand.forward(tokens)));
    }

    public LinearImpl expand() {
        return expand;
    }

    public LinearImpl contract() {
        return contract;
    }
}
