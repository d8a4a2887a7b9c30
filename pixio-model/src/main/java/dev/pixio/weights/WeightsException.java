package dev.pixio.weights;

import java.io.IOException;

/** A weight file that cannot be used; the message says in one line which and why. */
public final class WeightsException extends IOException {

    private static final long serialVersionUID = 1L;

    public WeightsException(String message) {
        super(message);
    }
}
