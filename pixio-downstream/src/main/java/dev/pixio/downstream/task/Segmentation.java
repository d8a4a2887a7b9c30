package dev.pixio.downstream.task;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Semantic segmentation: a class for each pixel. The loss is the cross entropy over pixels that are not ignored.
 *
 * @param classes names of the classes, in the order of their labels from 0
 */
public record Segmentation(List<String> classes) implements DenseTask {

    /** Label of pixels that do not count. */
    public static final int IGNORED = 255;

    private static final int MEAN = 1; // of libtorch's reductions

    /** @throws IllegalArgumentException if there are fewer than 2 classes, so many that labels are no bytes, or two of one name */
    public Segmentation {
        classes = List.copyOf(classes);
        if (classes.size() < 2 || classes.size() > IGNORED) {
            throw new IllegalArgumentException(
                    "segmentation is possible with 2 to " + IGNORED + " classes, not " + classes.size());
        }
        ClassNames.requireDistinct(classes);
    }

    @Override
    public String id() {
        return "segmentation";
    }

    @Override
    public int outputs() {
        return classes.size();
    }

    @Override
    public float unknown() {
        return IGNORED;
    }

    @Override
    public Tensor targets(Tensor truth) {
        return truth.to(ScalarType.Long);
    }

    @Override
    public Tensor loss(Tensor scores, Tensor targets) {
        Tensor counted = targets.ne(new Scalar(IGNORED)).sum();
        if (counted.item_long() == 0) {
            return scores.sum().mul(new Scalar(0.0)); // the mean over no pixel is no number
        }
        return torch.cross_entropy_loss(scores, targets, new TensorOptional(), MEAN, IGNORED, 0);
    }

    @Override
    public Tensor estimate(Tensor scores) {
        return scores.softmax(1);
    }
}
