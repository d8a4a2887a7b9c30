package dev.pixio.train.listener;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Something that a person should know of a run, beside its figures.
 *
 * @param time when it happened
 * @param step after which it happened; 0 before the first
 * @param kind of event
 * @param message one line
 * @param images the names of those it is about, such as those of a batch; often none
 */
public record TrainingEvent(Instant time, long step, Kind kind, String message, List<String> images) {

    /** What happened. */
    public enum Kind {
        /** The run goes on from a checkpoint. */
        RESUMED,
        /** A checkpoint that is damaged was passed over. */
        DAMAGED_CHECKPOINT,
        /** A checkpoint or a line of metrics could not be written. */
        NOT_SAVED,
        /** An image could not be read. */
        UNREADABLE_IMAGE,
        /** A loss or gradient was not finite. */
        NOT_FINITE,
        /** The run went back to its last checkpoint. */
        ROLLED_BACK,
        /** A loss or a gradient's norm was far from those before it. */
        SPIKE,
        /** A micro-batch did not fit the memory. */
        OUT_OF_MEMORY,
        /** Weights that had been held fixed are trained from here on. */
        UNFROZEN,
        /** The run was asked to stop. */
        STOPPED;

        /** As it is written: {@code not-finite}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TrainingEvent {
        images = List.copyOf(images);
    }
}
