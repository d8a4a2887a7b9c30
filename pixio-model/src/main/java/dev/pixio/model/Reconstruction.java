package dev.pixio.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What was predicted for the masked patches, and what was there.
 *
 * @param predicted normalised patches, float or bfloat16 {@code [B, masked, P*P*C]}
 * @param target normalised patches, float {@code [B, masked, P*P*C]}
 */
public record Reconstruction(Tensor predicted, Tensor target) {

    /** Mean squared error over the values of a patch, then over the masked patches: float, a scalar. */
    public Tensor loss() {
        return torch.mse_loss(predicted.to(ScalarType.Float), target);
    }
}
