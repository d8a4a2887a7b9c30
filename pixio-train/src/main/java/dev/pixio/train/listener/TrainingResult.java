package dev.pixio.train.listener;

import dev.pixio.train.checkpoint.Checkpoint;

/**
 * The result of a run.
 *
 * @param steps number of optimizer steps
 * @param firstLoss mean loss of the first tenth of the steps
 * @param lastLoss mean loss of the last tenth of the steps
 * @param seconds duration of all steps
 * @param images number of images that were trained on, counting repetitions
 * @param skipped number of images that could not be read
 * @param ending why the run ended
 * @param checkpoint the final checkpoint
 */
public record TrainingResult(
        long steps,
        double firstLoss,
        double lastLoss,
        double seconds,
        long images,
        long skipped,
        Ending ending,
        Checkpoint checkpoint) {

    /** Why a run ended. */
    public enum Ending {
        /** All steps are complete. */
        COMPLETE,
        /** It was finished before its last step, because more steps promise nothing. */
        EARLY,
        /** A stop was requested. */
        STOPPED
    }
}
