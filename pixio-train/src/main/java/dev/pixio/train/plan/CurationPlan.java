package dev.pixio.train.plan;

import dev.pixio.data.score.CurationRules;
import dev.pixio.data.score.Duplicates;
import dev.pixio.data.score.LossSampling;
import dev.pixio.model.config.Require;

/**
 * Which images of the source a training uses, by their scores.
 *
 * @param scores file of scores, or a folder of them; empty for all images
 * @param minEntropy smallest entropy of the colour histograms in bits; 0 for no minimum
 * @param minSide smallest length of the shorter side in pixels; 0 for no minimum
 * @param sampleByLoss whether images are kept with the probability {@code min(loss, 1)}
 * @param duplicates which images that repeat an earlier one are dropped
 */
public record CurationPlan(
        String scores, double minEntropy, int minSide, LossSampling sampleByLoss, Duplicates duplicates) {

    /** All images. */
    public static final CurationPlan NONE = new CurationPlan("", 0, 0, LossSampling.OFF, Duplicates.KEEP);

    public CurationPlan {
        Require.that(minEntropy >= 0 && minEntropy <= 16, "the minimum of the entropy must be 0 to 16", minEntropy);
        Require.that(minSide >= 0, "the minimum of the shorter side must be at least 0", minSide);
        Require.that(
                !scores.isEmpty()
                        || new CurationRules(minEntropy, minSide, sampleByLoss, duplicates).equals(CurationRules.NONE),
                "rules for images need a file of scores",
                "''");
    }

    /** Whether all images are used. */
    public boolean usesAll() {
        return scores.isEmpty();
    }

    /** The rules, without the file. */
    public CurationRules rules() {
        return new CurationRules(minEntropy, minSide, sampleByLoss, duplicates);
    }
}
