package dev.pixio.nn;

import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Projects flattened patches to tokens. The weight has the shape of the convolution that other libraries use, so that files
 * are interchangeable; it is applied as a linear layer, so that nothing is computed for masked patches.
 */
public final class PatchEmbedding extends Module {

    private final Tensor weight;
    private final Tensor bias;

    public PatchEmbedding(int channels, int patchSize, int dim) {
        super("PatchEmbedding");
        this.weight = Tensors.zeros(ScalarType.Float, dim, channels, patchSize, patchSize);
        this.bias = Tensors.zeros(ScalarType.Float, dim);
        register_parameter("weight", weight);
        register_parameter("bias", bias);
    }

    /**
     * Patches to tokens.
     *
     * @param patches float {@code [B, n, P*P*C]}, each flattened by row, column, channel
     * @return float {@code [B, n, D]}
     */
    public Tensor forward(Tensor patches) {
        Tensor rows = weight.permute(0, 2, 3, 1).reshape(weight.size(0), -1); // [D, P*P*C]
        return Linear.apply(patches, rows, bias);
    }

    /** In the shape of a convolution, float {@code [D, C, P, P]}. */
    public Tensor weight() {
        return weight;
    }

    /** Float {@code [D]}. */
    public Tensor bias() {
        return bias;
    }
}
