package dev.pixio.train.checkpoint;

import dev.pixio.model.config.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * Which images of reconstructions are retained: the newest ones, and the first of each of a number of spans of equal length
 * that cover the run. The spans double in length as the run continues, so which images remain depends only on the steps at
 * which images were written.
 *
 * @param keep largest number of images; 0 for all
 * @param interval length of the shortest span in steps, at least 1: the interval of checkpoints, or 1 if that is a time
 */
public record ImageRetention(int keep, long interval) {

    /** Number of newest images to retain. */
    private static final int NEWEST = 3;

    public ImageRetention {
        Require.that(keep >= 0, "reconstructions to keep must be at least 1, or 0 for all", keep);
        Require.that(interval >= 1, "steps between reconstructions must be at least 1", interval);
    }

    /**
     * The images to delete.
     *
     * @param steps of all images, in ascending order
     */
    public List<Long> expired(List<Long> steps) {
        if (keep == 0 || steps.isEmpty()) {
            return List.of();
        }
        long newest = steps.get(steps.size() - 1);
        List<Long> expired = new ArrayList<>();
        for (int i = 0; i < steps.size() - newest(); i++) {
            if (!startsSpan(steps.get(i), i == 0 ? -1 : steps.get(i - 1), newest)) {
                expired.add(steps.get(i));
            }
        }
        return expired;
    }

    /**
     * Whether an image is one of those that stay when it is no longer one of the newest: all at first, and then one of 2, 4, 8
     * and so on. The number of such images grows with the logarithm of the length of the run.
     *
     * @param step of the image
     * @param previous the step of the image before it; -1 if it is the first
     */
    public boolean isLasting(long step, long previous) {
        return keep == 0 || startsSpan(step, previous, step);
    }

    private int newest() {
        return Math.min(NEWEST, keep);
    }

    /** Whether two successive images are in different spans when the newest image is that of a given step. */
    private boolean startsSpan(long step, long previous, long newest) {
        int spans = keep - newest();
        if (spans == 0) {
            return false;
        }
        long length = interval;
        while (newest / length >= spans) {
            length *= 2;
        }
        return previous < 0 || step / length != previous / length;
    }
}
