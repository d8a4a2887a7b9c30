package dev.pixio.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The predicted masked patches and their targets.
 *
 * @param predicted normalised patches, float or bfloat16 {@code [B, masked, P*P*C]}
 * @param target normalised patches, float {@code [B, masked, P*P*C]}
 */
public record Reconstruction(Tensor predicted, Tensor target) {

    /** The loss: mean squared error over all values of the masked patches, a float scalar. */
    public Tensor loss() {
        return torch.mse_loss(predicted.to(ScalarType.Float), target);
    }
}
