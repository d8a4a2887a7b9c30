package dev.pixio.eval.linear;

import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Means of products of features. */
final class SecondMoments {

    /** Rows whose products are added in one number format, before their sum is added in float64. */
    private static final long CHUNK = 8192;

    private SecondMoments() {}

    /**
     * The mean of {@code x x^T} over the rows.
     *
     * @param x float {@code [N, D]} on the CPU
     * @param products float64, or float32, which is several times as fast
     * @return float64 {@code [D, D]} in the caller's scope
     */
    static Tensor of(Tensor x, ScalarType products) {
        Tensor sum = Tensors.zeros(ScalarType.Double, x.size(1), x.size(1));
        for (long first = 0; first < x.size(0); first += CHUNK) {
            try (PointerScope chunk = new PointerScope()) {
                Tensor rows =
                        x.narrow(0, first, Math.min(CHUNK, x.size(0) - first)).to(products);
                sum.add_(OneDnn.matmul(rows.t(), rows));
            }
        }
        return sum.div_(new Scalar((double) x.size(0)));
    }
}
