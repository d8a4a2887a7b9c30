package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * What happens when training goes wrong.
 *
 * @param onNonFinite what happens when a loss or a gradient is not finite
 * @param limit the run stops when that happens more often than this, whatever should happen otherwise
 */
public record GuardPlan(OnNonFinite onNonFinite, int limit) {

    /** What happens when a loss or a gradient is not finite. */
    public enum OnNonFinite {
        /** The run ends; its last checkpoint is good. */
        STOP,
        /** The batch is passed over: no weight moves, and the step is taken with the next one. */
        SKIP,
        /**
         * Weights and moments go back to the last checkpoint, and the run goes on from there with the images after the batch
         * (Chowdhery et al. 2022, "PaLM", section 5.1).
         */
        ROLLBACK
    }

    /** Stop at once. */
    public static final GuardPlan STOP = new GuardPlan(OnNonFinite.STOP, 10);

    public GuardPlan {
        Require.that(limit >= 1, "the limit of losses that are not finite must be at least 1", limit);
    }
}
