package dev.pixio.augment;

import dev.pixio.torch.RandomStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Swaps left and right.
 *
 * @param probability from 0 (never) to 1 (always)
 */
public record HorizontalFlip(double probability) {

    public HorizontalFlip {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability of a flip must be 0 to 1, not " + probability);
        }
    }

    /** Whether to flip; draws once. */
    public boolean choose(RandomStream random) {
        return random.nextDouble() < probability;
    }

    /**
     * Flips in place.
     *
     * @param picture {@code uint8 [3, H, W]}, contiguous, on the CPU
     */
    public static void apply(Tensor picture) {
        Pixels.flip(picture);
    }
}
