package dev.pixio.eval.score;

import dev.pixio.data.score.ImageScore;

/** Counts of the images of a score file. Not thread-safe. */
public final class ScoreSummary {

    private long readable;
    private long unreadable;
    private long exact;
    private long near;
    private double entropies;
    private double losses;

    void add(ImageScore score) {
        if (score.pixels().isEmpty()) {
            unreadable++;
            return;
        }
        readable++;
        entropies += score.pixels().get().entropy();
        losses += score.loss().orElse(Double.NaN);
        score.duplicate().ifPresent(duplicate -> {
            if (duplicate.isExact()) {
                exact++;
            } else {
                near++;
            }
        });
    }

    /** Images with scores. */
    public long readable() {
        return readable;
    }

    /** Images that cannot be read. */
    public long unreadable() {
        return unreadable;
    }

    /** Images whose pixels are those of an earlier one. */
    public long exact() {
        return exact;
    }

    /** Images whose perceptual hash is near that of an earlier one. */
    public long near() {
        return near;
    }

    /** Mean of the entropies. */
    public double meanEntropy() {
        return entropies / readable;
    }

    /** Mean of the losses; NaN without weights. */
    public double meanLoss() {
        return losses / readable;
    }
}
