package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * How losses and gradients that are not finite are handled.
 *
 * @param onNonFinite what to do if a loss or gradient is not finite
 * @param limit the run stops after more than this number of such batches, whatever {@code onNonFinite} is
 */
public record GuardPlan(OnNonFinite onNonFinite, int limit) {

    /** What to do if a loss or gradient is not finite. */
    public enum OnNonFinite {
        /** The run ends; its last checkpoint stays valid. */
        STOP,
        /** The batch is skipped: weights are not updated, and the step is repeated with the next batch. */
        SKIP,
        /**
         * Weights and moments are restored from the last checkpoint, and training continues with the images after the
         * batch (Chowdhery et al. 2022, "PaLM", section 5.1).
         */
        ROLLBACK
    }

    /** Stops at the first such batch. */
    public static final GuardPlan STOP = new GuardPlan(OnNonFinite.STOP, 10);

    public GuardPlan {
        Require.that(limit >= 1, "the limit of batches with a loss that is not finite must be at least 1", limit);
    }
}
