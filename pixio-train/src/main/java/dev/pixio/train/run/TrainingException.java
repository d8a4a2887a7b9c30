package dev.pixio.train.run;

import java.io.IOException;

/** A run that cannot go on; the message says in one line why, and what is left of it. */
public final class TrainingException extends IOException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }
}
