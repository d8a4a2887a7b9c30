package dev.pixio.eval.classify;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Finds the linear classifiers of a sweep. */
sealed interface ProbeSolver permits SgdSolver, LbfgsSolver {

    /** What is tried of its one setting. */
    List<Double> sweep();

    /** What the setting is called: "learning rate". */
    String setting();

    /** How it works, in a line. */
    String description();

    /**
     * A classifier for each value, in their order.
     *
     * @param x standardised features, float {@code [N, D]}
     * @param y classes, int64 {@code [N]}, on the same device
     * @param values of the setting
     * @return which the caller closes
     */
    List<SoftmaxRegression> fit(Tensor x, Tensor y, int classes, List<Double> values);
}
