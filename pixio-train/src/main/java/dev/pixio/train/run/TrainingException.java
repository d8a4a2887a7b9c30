package dev.pixio.train.run;

import dev.pixio.io.OneLine;
import java.io.IOException;

/**
 * A run cannot start or continue. The message states the reason in one line and, if useful, the last valid checkpoint.
 */
public final class TrainingException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Lists of damaged checkpoints and of the images of a batch are long. */
    private static final int LONGEST = 4000;

    public TrainingException(String message) {
        super(OneLine.of(message, LONGEST));
    }
}
