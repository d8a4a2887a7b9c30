package dev.pixio.eval.linear;

import dev.pixio.torch.BlasThreads;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Logistic regression solved to convergence, which needs no learning rate. The loss is the mean cross entropy plus half
 * of the decay times the squared weights; biases are not decayed. It equals scikit-learn's with {@code C = 1 / (decay *
 * N)}. Decays are tried from the strongest to the weakest, each starting at the previous solution.
 *
 * @param sweep the decays to try
 * @param tolerance the search ends when no element of the gradient is larger, in the coordinates of {@link
 *     LogisticObjective}
 * @param products float64, or float32 for many rows
 */
public record LbfgsSolver(List<Double> sweep, double tolerance, ScalarType products) implements ProbeSolver {

    /** For features of images: 13 decays, in float64. */
    public static final LbfgsSolver PRECISE = new LbfgsSolver(
            List.of(1.0, 0.3, 0.1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6),
            1e-5,
            ScalarType.Double);

    /** For features of patches, of which there are many: four decays, in float32. */
    public static final LbfgsSolver FAST = new LbfgsSolver(List.of(1e-2, 1e-3, 1e-4, 1e-5), 1e-3, ScalarType.Float);

    public LbfgsSolver {
        sweep = List.copyOf(sweep);
    }

    @Override
    public String setting() {
        return "weight decay";
    }

    @Override
    public String description() {
        return "logistic regression by L-BFGS";
    }

    @Override
    public List<SoftmaxRegression> fit(Tensor x, Tensor y, int classes, List<Double> values) {
        try (LogisticObjective objective = BlasThreads.several(() -> new LogisticObjective(x, y, classes, products))) {
            return products == ScalarType.Double
                    ? BlasThreads.several(() -> solve(objective, x.device(), values))
                    : solve(objective, x.device(), values);
        }
    }

    private List<SoftmaxRegression> solve(LogisticObjective objective, Device device, List<Double> values) {
        List<SoftmaxRegression> found = new ArrayList<>();
        double[] point = objective.start();
        for (double decay : values) {
            LogisticObjective.AtDecay atDecay = objective.at(decay);
            point = atDecay.parameters(Lbfgs.minimize(atDecay, atDecay.coordinates(point), tolerance));
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                found.add(new SoftmaxRegression(
                        Tensors.to(objective.weight(point), device), Tensors.to(objective.bias(point), device)));
            }
        }
        return found;
    }
}
