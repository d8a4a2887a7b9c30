package dev.pixio.nn;

import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** A pre-norm transformer block: attention and an MLP, each added to its input. */
public final class TransformerBlock extends Module {

    private final LayerNormImpl norm1;
    private final Attention attention;
    private final LayerNormImpl norm2;
    private final Mlp mlp;

    /**
     * @param dim the tokens' width D
     * @param heads attention heads
     * @param mlpRatio the MLP's hidden width as a multiple of D
     */
    public TransformerBlock(int dim, int heads, double mlpRatio) {
        super("TransformerBlock");
        this.norm1 = register_module("norm1", Normalization.over(dim));
        this.attention = register_module("attention", new Attention(dim, heads));
        this.norm2 = register_module("norm2", Normalization.over(dim));
        this.mlp = register_module("mlp", new Mlp(dim, (int) Math.round(dim * mlpRatio)));
    }

    /**
     * Tokens to tokens, float {@code [B, L, D]}.
     *
     * @param dropPath which samples skip the two branches
     * @param block index of this block in its stack, from 0
     */
    public Tensor forward(Tensor tokens, DropPath dropPath, int block) {
        return forward(tokens, dropPath, block, TokenSelection.ALL);
    }

    /**
     * All tokens {@code [B, L, D]} to the selected ones {@code [B, n, D]}, float.
     *
     * @param dropPath which samples skip the two branches
     * @param block index of this block in its stack, from 0
     * @param selection which tokens are returned
     */
    public Tensor forward(Tensor tokens, DropPath dropPath, int block, TokenSelection selection) {
        Tensor attended =
                selection.of(tokens).add(dropPath.apply(attention.forward(norm1.forward(tokens), selection), block, 0));
        return attended.add(dropPath.apply(mlp.forward(norm2.forward(attended)), block, 1));
    }

    /** The norm before the attention. */
    public LayerNormImpl norm1() {
        return norm1;
    }

    public Attention attention() {
        return attention;
    }

    /** The norm before the MLP. */
    public LayerNormImpl norm2() {
        return norm2;
    }

    public Mlp mlp() {
        return mlp;
    }
}
