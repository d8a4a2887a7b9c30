package dev.pixio.train;

/**
 * When the model is saved, and how much is kept.
 *
 * @param everySteps a checkpoint after so many steps, and at the end
 * @param keep how many checkpoints are kept, the newest ones
 */
public record SavingPlan(long everySteps, int keep) {

    public SavingPlan {
        Check.that(everySteps >= 1, "steps between checkpoints must be at least 1", everySteps);
        Check.that(keep >= 1, "checkpoints to keep must be at least 1", keep);
    }
}
