package dev.pixio.weights.tensor;

import dev.pixio.io.OneLine;
import java.io.IOException;

/** A file of weights cannot be used. The message is one line with the file and the reason. */
public final class WeightsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The maximum length of a message, which may contain names from untrusted files. */
    private static final int LONGEST = 500;

    public WeightsException(String message) {
        super(OneLine.of(message, LONGEST));
    }
}
