package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * Settings of AdamW.
 *
 * @param learningRate the peak learning rate, reached after the warm-up
 * @param beta1 decay rate of the first moment, in [0, 1)
 * @param beta2 decay rate of the second moment, in [0, 1)
 * @param weightDecay decoupled weight decay: a weight shrinks by {@code learningRate * weightDecay} of itself per step
 * @param decayed parameters that weight decay applies to
 * @param clipNorm gradients with a larger total norm are scaled down to it; 0 for no clipping
 */
public record OptimizerPlan(
        double learningRate, double beta1, double beta2, double weightDecay, Decayed decayed, double clipNorm) {

    /** Parameters that weight decay applies to. */
    public enum Decayed {
        /** All parameters, as in lightly's example. */
        EVERYTHING,
        /**
         * All except biases and tensors of one dimension, as in the paper and MAE; tokens and positions are decayed.
         */
        MATRICES,
        /** Those of {@link #MATRICES} except class tokens, registers and positions, as in MAE's fine-tuning. */
        LAYERS
    }

    public OptimizerPlan {
        Require.that(
                learningRate > 0 && Double.isFinite(learningRate), "learning rate must be more than 0", learningRate);
        Require.that(beta1 >= 0 && beta1 < 1, "beta1 must be at least 0 and less than 1", beta1);
        Require.that(beta2 >= 0 && beta2 < 1, "beta2 must be at least 0 and less than 1", beta2);
        Require.that(weightDecay >= 0, "weight decay must be at least 0", weightDecay);
        Require.that(clipNorm >= 0, "gradient clipping must be at least 0 (0 is off)", clipNorm);
    }

    /** A copy with another peak learning rate. */
    public OptimizerPlan withLearningRate(double peak) {
        return new OptimizerPlan(peak, beta1, beta2, weightDecay, decayed, clipNorm);
    }
}
