package dev.pixio.train.checkpoint;

import dev.pixio.model.config.Require;
import java.util.List;

/**
 * Which checkpoints are retained.
 *
 * @param last number of newest checkpoints to retain, at least 1
 * @param every checkpoints whose step is a multiple of this are retained as well; 0 for none
 */
public record Retention(int last, long every) {

    public Retention {
        Require.that(last >= 1, "checkpoints to keep must be at least 1", last);
        Require.that(every >= 0, "the steps between checkpoints to keep must be at least 0 (0 keeps none)", every);
    }

    /**
     * The checkpoints to delete.
     *
     * @param complete all complete checkpoints, the oldest first; damaged ones are not counted as newest
     */
    public List<Checkpoint> expired(List<Checkpoint> complete) {
        return complete.subList(0, Math.max(0, complete.size() - last)).stream()
                .filter(old -> every == 0 || old.step() == 0 || old.step() % every != 0)
                .toList();
    }
}
