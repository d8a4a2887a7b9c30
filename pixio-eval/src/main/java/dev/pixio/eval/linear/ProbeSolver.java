package dev.pixio.eval.linear;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Trains linear classifiers for a sweep over one hyperparameter. */
public sealed interface ProbeSolver permits SgdSolver, LbfgsSolver {

    /** The values to try. */
    List<Double> sweep();

    /** The name of the hyperparameter: "learning rate". */
    String setting();

    /** Describes the method in one line. */
    String description();

    /**
     * Trains one classifier per value, in the given order.
     *
     * @param x standardised features, float {@code [N, D]}
     * @param y classes, int64 {@code [N]}, on the same device
     * @param values of the hyperparameter
     * @return the classifiers, which the caller closes
     */
    List<SoftmaxRegression> fit(Tensor x, Tensor y, int classes, List<Double> values);
}
