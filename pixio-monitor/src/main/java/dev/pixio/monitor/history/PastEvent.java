package dev.pixio.monitor.history;

import dev.pixio.train.TrainingEvent;
import java.util.List;

/**
 * An event as it stands in a run's folder, of whatever kind the version that wrote it knew.
 *
 * @param time as it was written, ISO-8601; empty if it was not
 * @param step after which it happened
 * @param kind such as {@code not-finite}
 * @param message one line
 * @param pictures it is about
 */
public record PastEvent(String time, long step, String kind, String message, List<String> pictures) {

    public PastEvent {
        pictures = List.copyOf(pictures);
    }

    /** Whether it is of a kind. */
    public boolean is(TrainingEvent.Kind known) {
        return kind.equals(known.toString());
    }
}
