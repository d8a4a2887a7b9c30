package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * How weights are moved.
 *
 * @param learningRate the highest rate, reached after the warm-up
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param weightDecay how fast weights shrink, a share of the learning rate a step
 * @param decayed which parameters shrink
 * @param clipNorm gradients with a larger norm are scaled down to it; 0 for never
 */
public record OptimizerPlan(
        double learningRate, double beta1, double beta2, double weightDecay, Decayed decayed, double clipNorm) {

    /** Which parameters weight decay acts on. */
    public enum Decayed {
        /** All of them (lightly's example). */
        EVERYTHING,
        /** All but biases and tensors of one dimension; tokens and positions are decayed (the paper, MAE). */
        MATRICES
    }

    public OptimizerPlan {
        Require.that(
                learningRate > 0 && Double.isFinite(learningRate), "learning rate must be more than 0", learningRate);
        Require.that(beta1 >= 0 && beta1 < 1, "beta1 must be at least 0 and less than 1", beta1);
        Require.that(beta2 >= 0 && beta2 < 1, "beta2 must be at least 0 and less than 1", beta2);
        Require.that(weightDecay >= 0, "weight decay must be at least 0", weightDecay);
        Require.that(clipNorm >= 0, "gradient clipping must be at least 0 (0 is off)", clipNorm);
    }

    /** The same with another highest learning rate. */
    public OptimizerPlan withLearningRate(double peak) {
        return new OptimizerPlan(peak, beta1, beta2, weightDecay, decayed, clipNorm);
    }
}
