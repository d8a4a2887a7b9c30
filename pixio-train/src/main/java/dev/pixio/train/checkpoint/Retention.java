package dev.pixio.train.checkpoint;

import dev.pixio.model.config.Require;
import java.util.List;

/**
 * Which checkpoints are kept.
 *
 * @param last how many of the newest, at least 1
 * @param every those of every so many steps as well; 0 for none
 */
public record Retention(int last, long every) {

    public Retention {
        Require.that(last >= 1, "checkpoints to keep must be at least 1", last);
        Require.that(every >= 0, "the steps between checkpoints to keep must be at least 0 (0 keeps none)", every);
    }

    /**
     * Those that may go.
     *
     * @param whole all that are whole, the oldest first: one that is damaged protects nothing
     */
    public List<Checkpoint> expired(List<Checkpoint> whole) {
        return whole.subList(0, Math.max(0, whole.size() - last)).stream()
                .filter(old -> every == 0 || old.step() == 0 || old.step() % every != 0)
                .toList();
    }
}
