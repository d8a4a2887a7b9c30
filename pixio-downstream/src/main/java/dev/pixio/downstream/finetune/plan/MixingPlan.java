package dev.pixio.downstream.finetune.plan;

import dev.pixio.model.config.Require;

/**
 * How images of a batch and their classes are mixed: mixup (Zhang et al. 2018) or cutmix (Yun et al. 2019), and label smoothing
 * (Szegedy et al. 2016). One draw is for a whole batch.
 *
 * @param mixup both parameters of the beta distribution of mixup's shares; 0 for no mixup
 * @param cutmix both parameters of the beta distribution of cutmix's shares; 0 for no cutmix
 * @param probability that a batch is mixed
 * @param cutmixShare probability of cutmix for a batch that is mixed, if there are both
 * @param labelSmoothing share of a label that is divided among all classes
 */
public record MixingPlan(double mixup, double cutmix, double probability, double cutmixShare, double labelSmoothing) {

    /** Neither mixing nor smoothing. */
    public static final MixingPlan NONE = new MixingPlan(0, 0, 0, 0, 0);

    /** Of MAE's fine-tuning on ImageNet. */
    public static final MixingPlan MAE = new MixingPlan(0.8, 1, 1, 0.5, 0.1);

    public MixingPlan {
        Require.that(mixup >= 0, "mixup must be at least 0 (0 is off)", mixup);
        Require.that(cutmix >= 0, "cutmix must be at least 0 (0 is off)", cutmix);
        Require.that(probability >= 0 && probability <= 1, "the probability of mixing must be 0 to 1", probability);
        Require.that(cutmixShare >= 0 && cutmixShare <= 1, "the share of cutmix must be 0 to 1", cutmixShare);
        Require.that(
                labelSmoothing >= 0 && labelSmoothing < 1,
                "label smoothing must be at least 0 and less than 1",
                labelSmoothing);
    }

    /** Whether some batches are mixed. */
    public boolean mixes() {
        return probability > 0 && (mixup > 0 || cutmix > 0);
    }
}
