package dev.pixio.train.listener;

import dev.pixio.train.checkpoint.Checkpoint;

/**
 * How a run ended.
 *
 * @param steps optimizer steps that were taken
 * @param firstLoss mean loss of the first tenth of the steps
 * @param lastLoss mean loss of the last tenth of the steps
 * @param seconds that the steps took
 * @param images that went through the model
 * @param skipped images that could not be read
 * @param ending why it ended
 * @param checkpoint the last one
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
        /** All steps were taken. */
        COMPLETE,
        /** It was asked to stop. */
        STOPPED
    }
}
