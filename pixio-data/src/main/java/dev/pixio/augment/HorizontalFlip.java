package dev.pixio.augment;

import dev.pixio.torch.RandomStream;

/**
 * A random horizontal flip.
 *
 * @param probability from 0 (never) to 1 (always)
 */
public record HorizontalFlip(double probability) {

    public HorizontalFlip {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability of a flip must be 0 to 1, not " + probability);
        }
    }

    /** Whether to flip; draws one number. */
    public boolean choose(RandomStream random) {
        return random.nextDouble() < probability;
    }
}
