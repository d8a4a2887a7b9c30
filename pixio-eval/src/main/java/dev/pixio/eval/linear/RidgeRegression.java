package dev.pixio.eval.linear;

import dev.pixio.torch.BlasThreads;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Least squares with a penalty, in closed form and float64: minimises the mean squared error plus the penalty times the
 * squared weights. The bias is not penalised. It owns native memory; close it.
 */
public final class RidgeRegression implements AutoCloseable {

    /** Penalties to try, for standardised features. */
    public static final List<Double> SWEEP = List.of(1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5);

    /** Rows that are converted to float64 at a time. */
    private static final long CHUNK = 8192;

    private final Tensor weight; // [D]
    private final double bias;

    private RidgeRegression(Tensor weight, double bias) {
        this.weight = Tensors.keep(weight);
        this.bias = bias;
    }

    /**
     * Solves for each penalty, in the given order.
     *
     * @param x features, float {@code [N, D]} on the CPU
     * @param y targets, float {@code [N]} on the CPU
     * @param penalties greater than 0
     * @return the models, which the caller closes
     */
    public static List<RidgeRegression> fit(Tensor x, Tensor y, List<Double> penalties) {
        return BlasThreads.several(() -> solve(x, y, penalties));
    }

    private static List<RidgeRegression> solve(Tensor x, Tensor y, List<Double> penalties) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor mean = columnMeans(x); // [D]
            double targetMean = y.to(ScalarType.Double).mean().item_double();
            Tensor covariance =
                    SecondMoments.of(x, ScalarType.Double).sub(mean.unsqueeze(1).mul(mean.unsqueeze(0))); // [D, D]
            Tensor correlation = products(x, y).sub(mean.mul(new Scalar(targetMean))); // [D]
            T_TensorTensor_T eigen = torch.linalg_eigh(covariance);
            Tensor values = eigen.get0().clamp_min(new Scalar(0.0)); // [D]
            Tensor projected = eigen.get1().t().mv(correlation); // [D]
            List<RidgeRegression> found = new ArrayList<>();
            for (double penalty : penalties) {
                Tensor weight = eigen.get1().mv(projected.div(values.add(new Scalar(penalty))));
                double bias = targetMean - weight.dot(mean).item_double();
                found.add(new RidgeRegression(weight.to(ScalarType.Float), bias));
            }
            return found;
        }
    }

    private static Tensor columnMeans(Tensor x) {
        Tensor sum = Tensors.zeros(ScalarType.Double, x.size(1));
        for (long first = 0; first < x.size(0); first += CHUNK) {
            try (PointerScope chunk = new PointerScope()) {
                Tensor rows = x.narrow(0, first, Math.min(CHUNK, x.size(0) - first));
                sum.add_(rows.to(ScalarType.Double).sum(0));
            }
        }
        return sum.div_(new Scalar((double) x.size(0)));
    }

    /** The mean of {@code x y} over the rows, {@code [D]}. */
    private static Tensor products(Tensor x, Tensor y) {
        Tensor sum = Tensors.zeros(ScalarType.Double, x.size(1));
        for (long first = 0; first < x.size(0); first += CHUNK) {
            try (PointerScope chunk = new PointerScope()) {
                long count = Math.min(CHUNK, x.size(0) - first);
                Tensor rows = x.narrow(0, first, count).to(ScalarType.Double);
                sum.add_(rows.t().mv(y.narrow(0, first, count).to(ScalarType.Double)));
            }
        }
        return sum.div_(new Scalar((double) x.size(0)));
    }

    /** Float {@code [N]} in the caller's scope, of float {@code [N, D]}. */
    public Tensor predict(Tensor x) {
        return x.mv(weight).add(new Scalar(bias));
    }

    /** The root of the mean squared error. */
    public double error(Tensor x, Tensor y) {
        try (PointerScope scope = new PointerScope()) {
            Tensor difference = predict(x).sub(y);
            return Math.sqrt(difference.mul(difference).mean().item_double());
        }
    }

    @Override
    public void close() {
        weight.close();
    }
}
