package dev.pixio.train.listener;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An event of a run that is reported to the user, in addition to metrics.
 *
 * @param time of the event
 * @param step the last completed step; 0 before the first
 * @param kind of event
 * @param message one line
 * @param images names of the images concerned, such as those of a batch; often empty
 */
public record TrainingEvent(Instant time, long step, Kind kind, String message, List<String> images) {

    /** Kinds of events. */
    public enum Kind {
        /** The run was resumed from a checkpoint. */
        RESUMED,
        /** A damaged checkpoint was ignored. */
        DAMAGED_CHECKPOINT,
        /** A checkpoint or a line of metrics could not be written. */
        NOT_SAVED,
        /** An image could not be read. */
        UNREADABLE_IMAGE,
        /** A loss or gradient was not finite. */
        NOT_FINITE,
        /** The run was rolled back to its last checkpoint. */
        ROLLED_BACK,
        /** A loss or gradient norm was far above those of the preceding steps. */
        SPIKE,
        /** One of several processes is slower than the others. */
        SLOW_PROCESS,
        /** A micro-batch did not fit into memory. */
        OUT_OF_MEMORY,
        /** Weights that were frozen are trained from here on. */
        UNFROZEN,
        /** The run ends before its last step, because more steps promise nothing. */
        FINISHED_EARLY,
        /** A stop was requested. */
        STOPPED;

        /** The kind as saved in files: {@code not-finite}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TrainingEvent {
        images = List.copyOf(images);
    }
}
