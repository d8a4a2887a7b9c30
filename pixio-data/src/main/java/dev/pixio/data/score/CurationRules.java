package dev.pixio.data.score;

import dev.pixio.io.Sha256;
import dev.pixio.torch.RandomStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * Which images are kept, by their scores. An image is dropped by the first of these rules that holds: it cannot be read; its shorter side
 * is less than a minimum; its entropy is less than a minimum; it repeats an earlier image that the rules so far keep; its random number
 * is not less than {@code min(loss, 1)}. The random number is from 0 to 1 and depends on the seed and the image's name alone.
 *
 * @param minEntropy in bits; 0 for no minimum
 * @param minSide in pixels; 0 for no minimum
 * @param sampleByLoss whether images are drawn by their reconstruction loss
 * @param duplicates which images that repeat an earlier one are dropped
 */
public record CurationRules(double minEntropy, int minSide, LossSampling sampleByLoss, Duplicates duplicates) {

    /** Keeps all images that can be read. */
    public static final CurationRules NONE = new CurationRules(0, 0, LossSampling.OFF, Duplicates.KEEP);

    /**
     * Applies the rules.
     *
     * @param score of an image
     * @param kept the images that are kept so far; this one is added if it reaches this rule
     * @param seed of the random numbers
     * @return why the image is dropped, with a detail; empty if it is kept
     */
    Optional<Dropped> apply(long index, String name, ImageScore score, DuplicateFinder kept, long seed) {
        if (score.pixels().isEmpty()) {
            return dropped(index, name, DropReason.UNREADABLE, score.error());
        }
        PixelScore pixels = score.pixels().get();
        if (pixels.side() < minSide) {
            return dropped(index, name, DropReason.SMALL, pixels.width() + " x " + pixels.height());
        }
        if (pixels.entropy() < minEntropy) {
            return dropped(
                    index, name, DropReason.LOW_ENTROPY, String.format(Locale.ROOT, "entropy %.2f", pixels.entropy()));
        }
        Optional<Duplicate> repeated = duplicates == Duplicates.KEEP ? Optional.empty() : kept.add(name, pixels);
        if (repeated.isPresent() && repeated.get().isExact()) {
            return dropped(
                    index,
                    name,
                    DropReason.EXACT_DUPLICATE,
                    "of " + repeated.get().of());
        }
        if (repeated.isPresent() && duplicates == Duplicates.NEAR) {
            return dropped(
                    index,
                    name,
                    DropReason.NEAR_DUPLICATE,
                    repeated.get().distance() + " bits from " + repeated.get().of());
        }
        if (sampleByLoss == LossSampling.ON) {
            double loss = score.loss().orElseThrow();
            if (random(name, seed) >= Math.min(loss, 1)) {
                return dropped(index, name, DropReason.LOSS, String.format(Locale.ROOT, "loss %.3f", loss));
            }
        }
        return Optional.empty();
    }

    private static double random(String name, long seed) {
        long key = ByteBuffer.wrap(new Sha256().add(name).bytes()).getLong();
        return RandomStream.of(seed, "kept by loss", key).nextDouble();
    }

    private static Optional<Dropped> dropped(long index, String name, DropReason reason, String detail) {
        return Optional.of(new Dropped(index, name, reason, detail));
    }
}
