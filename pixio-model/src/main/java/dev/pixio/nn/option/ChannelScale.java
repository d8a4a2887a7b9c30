package dev.pixio.nn.option;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Multiplies each channel of a branch by a trained number, 1 in a new model; see {@link LayerScale#PER_CHANNEL}. */
public final class ChannelScale extends Module {

    private final Tensor gamma;

    /** @param dim the tokens' width D */
    public ChannelScale(int dim) {
        super("ChannelScale");
        this.gamma = torch.ones(dim);
        register_parameter("gamma", gamma);
    }

    /** A branch, {@code [B, L, D]}, scaled; in float, or in the wider of both dtypes. */
    public Tensor forward(Tensor branch) {
        return branch.mul(gamma);
    }

    /** Float {@code [D]}. */
    public Tensor gamma() {
        return gamma;
    }
}
