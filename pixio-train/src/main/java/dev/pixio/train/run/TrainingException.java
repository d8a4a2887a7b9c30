package dev.pixio.train.run;

import java.io.IOException;

/**
 * A run cannot start or continue. The message states the reason in one line and, if useful, the last valid checkpoint.
 */
public final class TrainingException extends IOException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }
}
