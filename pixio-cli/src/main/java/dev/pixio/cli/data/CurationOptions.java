package dev.pixio.cli.data;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.data.score.Duplicates;
import dev.pixio.data.score.LossSampling;
import dev.pixio.train.plan.CurationPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which images are used, by their scores. */
@OptionSection("Selection of images")
public final class CurationOptions {

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            order = 1,
            description = "Scores of the images, from 'pixio data score', or the JSON files of tars (histogram_score,"
                    + " mae_loss, width, height) or a folder of them. Unreadable images are left out.")
    private @Nullable String scores;

    @Option(
            names = "--min-entropy",
            paramLabel = "BITS",
            order = 2,
            description = "Leave out images whose colour histograms have less entropy (default: 0).")
    private @Nullable Double minEntropy;

    @Option(
            names = "--min-side",
            paramLabel = "PIXELS",
            order = 3,
            description = "Leave out images whose shorter side is shorter (default: 0).")
    private @Nullable Integer minSide;

    @Option(
            names = "--sample-by-loss",
            order = 4,
            description = "Keep an image with the probability min(loss, 1), decided by --seed and its name.")
    private boolean sampleByLoss;

    @Option(
            names = "--drop-duplicates",
            paramLabel = "KIND",
            order = 5,
            description =
                    "Leave out images that repeat an earlier one: exact, equal pixels; near, also those whose"
                            + " perceptual hashes differ in at most 3 of 64 bits, whatever --near of data score was; or keep (default: keep).")
    private @Nullable Duplicates duplicates;

    /**
     * Overrides a selection with the options that were given.
     *
     * @throws IllegalArgumentException if a value is invalid, or rules are given without scores
     */
    public CurationPlan apply(CurationPlan plan) {
        String file = scores == null ? plan.scores() : scores;
        boolean rules = minEntropy != null || minSide != null || sampleByLoss || duplicates != null;
        if (file.isEmpty() && rules) {
            throw new IllegalArgumentException(
                    "--min-entropy, --min-side, --sample-by-loss and --drop-duplicates need --scores"
                            + " FILE; write it with pixio data score");
        }
        return new CurationPlan(
                file,
                minEntropy == null ? plan.minEntropy() : minEntropy,
                minSide == null ? plan.minSide() : minSide,
                sampleByLoss ? LossSampling.ON : plan.sampleByLoss(),
                duplicates == null ? plan.duplicates() : duplicates);
    }
}
