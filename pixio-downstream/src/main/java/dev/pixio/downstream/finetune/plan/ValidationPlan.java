package dev.pixio.downstream.finetune.plan;

import dev.pixio.model.config.Require;

/**
 * How a model is validated at each checkpoint, and tested at the end.
 *
 * @param share of the training images that is held out for it; 0 for no validation
 * @param patience number of validations without a better one after which the run ends; 0 for never
 * @param test labelled images on which the best model is tested at the end; empty for those of the data, if it has any
 */
public record ValidationPlan(double share, int patience, String test) {

    /** Without other test images than those of the data. */
    public ValidationPlan(double share, int patience) {
        this(share, patience, "");
    }

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
