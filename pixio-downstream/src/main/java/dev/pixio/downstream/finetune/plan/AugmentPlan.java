package dev.pixio.downstream.finetune.plan;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.config.Require;

/**
 * Strong augmentation of images for classification: RandAugment (Cubuk et al. 2020) and random erasing (Zhong et al. 2020), as in timm.
 *
 * @param magnitude mean magnitude of RandAugment's operations, at most 10; 0 for no RandAugment
 * @param deviation standard deviation of the magnitude
 * @param operations number of operations that are drawn for an image, each of which is applied with probability 1/2
 * @param erasing probability that a rectangle of an image is erased
 */
public record AugmentPlan(double magnitude, double deviation, int operations, double erasing) {

    private static final double LARGEST = 10;

    /** Neither. */
    public static final AugmentPlan NONE = new AugmentPlan(0, 0, 0, 0);

    /** Of MAE's fine-tuning: {@code rand-m9-mstd0.5-inc1} and random erasing with probability 0.25. */
    public static final AugmentPlan MAE = new AugmentPlan(9, 0.5, 2, 0.25);

    public AugmentPlan {
        Require.that(
                magnitude >= 0 && magnitude <= LARGEST,
                "the magnitude must be 0 to 10 (0 is no RandAugment)",
                magnitude);
        Require.that(
                deviation >= 0 && deviation <= LARGEST, "the deviation of the magnitude must be 0 to 10", deviation);
        Require.that(
                operations >= 0 && operations <= 100,
                "the number of RandAugment's operations must be 0 to 100",
                operations);
        Require.that(erasing >= 0 && erasing <= 1, "the probability of random erasing must be 0 to 1", erasing);
    }

    /** Without RandAugment. */
    public AugmentPlan withoutRandAugment() {
        return new AugmentPlan(0, deviation, operations, erasing);
    }

    /**
     * Checks the plan for images.
     *
     * @throws IllegalArgumentException if RandAugment is planned for images that are not 8-bit RGB
     */
    public void requireFits(ImageInput input) {
        Require.that(
                input.isRgb8() || !usesRandAugment(),
                "the operations of RandAugment are for 8-bit RGB, and the model takes images of " + input.channels()
                        + (input.channels() == 1 ? " channel" : " channels") + " scaled by " + input.scaling()
                        + ": the magnitude must be 0",
                magnitude);
    }

    /** Whether images are changed by RandAugment. */
    public boolean usesRandAugment() {
        return magnitude > 0 && operations > 0;
    }
}
