package dev.pixio.train.listener;

import java.util.List;

/**
 * An event as saved in a file. Unlike a {@link TrainingEvent} its kind may be one that this version does not have.
 *
 * @param time ISO-8601; empty if the file has none
 * @param step after which it happened
 * @param kind such as {@code not-finite}
 * @param message one line
 * @param images names of the images concerned; often empty
 */
public record RecordedEvent(String time, long step, String kind, String message, List<String> images) {

    public RecordedEvent {
        images = List.copyOf(images);
    }

    /** The saved form of an event. */
    public static RecordedEvent of(TrainingEvent event) {
        return new RecordedEvent(
                event.time().toString(), event.step(), event.kind().toString(), event.message(), event.images());
    }

    /** Whether the event is of a kind. */
    public boolean is(TrainingEvent.Kind known) {
        return kind.equals(known.toString());
    }
}
