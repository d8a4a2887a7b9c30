package dev.pixio.train.listener;

import java.util.List;

/**
 * An event as it is written. Unlike a {@link TrainingEvent} it may be of a kind that only another version knows.
 *
 * @param time ISO-8601; empty if it was not written
 * @param step after which it happened
 * @param kind such as {@code not-finite}
 * @param message one line
 * @param images names of the images it is about; often none
 */
public record RecordedEvent(String time, long step, String kind, String message, List<String> images) {

    public RecordedEvent {
        images = List.copyOf(images);
    }

    /** What is written of an event. */
    public static RecordedEvent of(TrainingEvent event) {
        return new RecordedEvent(
                event.time().toString(), event.step(), event.kind().toString(), event.message(), event.images());
    }

    /** Whether it is of a kind. */
    public boolean is(TrainingEvent.Kind known) {
        return kind.equals(known.toString());
    }
}
