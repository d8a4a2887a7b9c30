package dev.pixio.downstream.task;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Depth in metres for each pixel: the sigmoid of the score, multiplied by the largest depth. The loss is scale-invariant in
 * logarithms (SiLog; Eigen, Puhrsch and Fergus 2014).
 *
 * @param range of the depths that count
 */
public record DepthEstimation(DepthRange range) implements DenseTask {

    /** The value of pixels whose depth is not known. */
    public static final float NONE = 0;

    /** Weight of the squared mean in the loss: 1 would not count a wrong scale at all. */
    private static final double LAMBDA = 0.5;

    @Override
    public String id() {
        return "depth";
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public float unknown() {
        return NONE;
    }

    @Override
    public Tensor targets(Tensor truth) {
        return truth.to(ScalarType.Float);
    }

    @Override
    public Tensor loss(Tensor scores, Tensor targets) {
        Tensor valid = targets.ge(new Scalar(range.min())).logical_and(targets.le(new Scalar(range.max())));
        Tensor truth = targets.masked_select(valid);
        if (truth.numel() == 0) {
            return scores.sum().mul(new Scalar(0.0)); // the mean over no pixel is no number
        }
        Tensor predicted = estimate(scores).squeeze(1).masked_select(valid).clamp_min(new Scalar(range.min()));
        Tensor difference = truth.log().sub(predicted.log());
        Tensor mean = difference.mean();
        return torch.sqrt(difference.square().mean().sub(mean.square().mul(new Scalar(LAMBDA))));
    }

    @Override
    public Tensor estimate(Tensor scores) {
        return scores.sigmoid().mul(new Scalar(range.max()));
    }
}
