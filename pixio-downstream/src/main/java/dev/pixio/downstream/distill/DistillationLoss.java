package dev.pixio.downstream.distill;

import dev.pixio.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One minus the cosine between each token of a student and the teacher's: the mean over class tokens, the mean over patch tokens, and the
 * mean of both.
 */
public final class DistillationLoss {

    private static final double EPSILON = 1e-8;

    private DistillationLoss() {}

    /**
     * The loss of some images.
     *
     * @param student float or bfloat16 {@code [B, K + n, T]}, class tokens first
     * @param teacher the same tokens of the teacher, float {@code [B, K + n, T]}
     * @param classTokens K
     * @return a float scalar from 0 to 2, recorded by autograd
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor of(Tensor student, Tensor teacher, int classTokens) {
        if (!Arrays.equals(Tensors.shape(student), Tensors.shape(teacher))) {
            throw new IllegalArgumentException("tokens of a student of the shape " + Tensors.describe(student)
                    + ", and of its teacher of " + Tensors.describe(teacher));
        }
        Tensor cosine = torch.cosine_similarity(student.to(ScalarType.Float), teacher, 2, EPSILON); // [B, K + n]
        Tensor distance = torch.rsub(cosine, new Scalar(1.0));
        Tensor classes = distance.narrow(1, 0, classTokens).mean();
        Tensor patches =
                distance.narrow(1, classTokens, distance.size(1) - classTokens).mean();
        return classes.add(patches).mul(new Scalar(0.5));
    }
}
