package dev.pixio.nn;

import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.ChannelScale;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** A pre-norm transformer block: attention and an MLP, each added to its input. */
public final class TransformerBlock extends Module {

    private final LayerNormImpl norm1;
    private final Attention attention;
    private final Optional<ChannelScale> scale1;
    private final LayerNormImpl norm2;
    private final Mlp mlp;
    private final Optional<ChannelScale> scale2;

    /**
     * The block of a Pixio.
     *
     * @param dim the tokens' width D
     * @param heads attention heads
     * @param mlpRatio the MLP's hidden width as a multiple of D
     */
    public TransformerBlock(int dim, int heads, double mlpRatio) {
        this(dim, heads, mlpRatio, BlockOptions.NONE);
    }

    /**
     * @param dim the tokens' width D
     * @param heads attention heads
     * @param mlpRatio the MLP's hidden width as a multiple of D
     * @param options what it has beyond the block of a Pixio
     */
    public TransformerBlock(int dim, int heads, double mlpRatio, BlockOptions options) {
        super("TransformerBlock");
        this.norm1 = register_module("norm1", Normalization.over(dim));
        this.attention = register_module("attention", new Attention(dim, heads));
        this.scale1 = scale("layer_scale1", dim, options);
        this.norm2 = register_module("norm2", Normalization.over(dim));
        this.mlp = register_module("mlp", new Mlp(dim, (int) Math.round(dim * mlpRatio), options.mlp()));
        this.scale2 = scale("layer_scale2", dim, options);
    }

    private Optional<ChannelScale> scale(String name, int dim, BlockOptions options) {
        return options.scale() == LayerScale.NONE
                ? Optional.empty()
                : Optional.of(register_module(name, new ChannelScale(dim)));
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
        return forward(tokens, Rotation.NONE, dropPath, block, selection);
    }

    /**
     * As {@link #forward(Tensor, DropPath, int, TokenSelection)}, with the rotary positions of all tokens. Of its intermediate tensors only
     * those are kept that autograd needs.
     */
    public Tensor forward(Tensor tokens, Rotation rotation, DropPath dropPath, int block, TokenSelection selection) {
        return Tensors.resultOf(() -> {
            Tensor attended = Tensors.resultOf(() -> {
                Tensor mixed = scaled(scale1, attention.forward(norm1.forward(tokens), rotation, selection));
                return selection.of(tokens).add(dropPath.apply(mixed, block, 0));
            });
            Tensor added = scaled(scale2, mlp.forward(norm2.forward(attended)));
            return attended.add(dropPath.apply(added, block, 1));
        });
    }

    private static Tensor scaled(Optional<ChannelScale> scale, Tensor branch) {
        return scale.map(channels -> channels.forward(branch)).orElse(branch);
    }

    /** What it has beyond the block of a Pixio. */
    public BlockOptions options() {
        return new BlockOptions(scale1.isPresent() ? LayerScale.PER_CHANNEL : LayerScale.NONE, mlp.kind());
    }

    /** The scale of the attention's output, if branches are scaled. */
    public Optional<ChannelScale> scale1() {
        return scale1;
    }

    /** The scale of the MLP's output, if branches are scaled. */
    public Optional<ChannelScale> scale2() {
        return scale2;
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
