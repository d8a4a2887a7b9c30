package dev.pixio.downstream.finetune.plan;

import dev.pixio.model.config.Require;

/**
 * How a model is validated at each checkpoint.
 *
 * @param share of the training images that is held out for it; 0 for no validation
 * @param patience number of validations without a better one after which the run ends; 0 for never
 */
public record ValidationPlan(double share, int patience) {

    public ValidationPlan {
        Require.that(share >= 0 && share < 1, "the validation share must be at least 0 and less than 1", share);
        Require.that(patience >= 0, "patience must be at least 0 (0 never ends a run early)", patience);
        Require.that(
                share > 0 || patience == 0,
                "patience needs validation: set a validation share, or patience to 0; patience",
                patience);
    }

    /** Whether images are held out. */
    public boolean holdsOut() {
        return share > 0;
    }
}
