package dev.pixio.downstream.task;

import org.bytedeco.pytorch.Tensor;

/** What is predicted for each pixel. */
public sealed interface DenseTask extends Task permits Segmentation, DepthEstimation {

    /** The true value of pixels that do not count. */
    float unknown();

    /** True values of any dtype as the {@link #loss} takes them, in the caller's scope. */
    Tensor targets(Tensor truth);

    /**
     * The loss of a batch.
     *
     * @param scores of the head, float {@code [B, outputs, H, W]}
     * @param targets true values on the same device: classes as {@code int64 [B, H, W]}, depths as {@code float [B, H, W]}
     * @return a scalar, in the caller's scope
     */
    Tensor loss(Tensor scores, Tensor targets);

    /**
     * What overlapping windows add up: probabilities of classes, or depths.
     *
     * @param scores of the head, float {@code [B, outputs, H, W]}
     * @return float {@code [B, outputs, H, W]}, in the caller's scope
     */
    Tensor estimate(Tensor scores);
}
