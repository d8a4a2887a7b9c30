package dev.pixio.data.loader;

import java.io.IOException;
import java.io.Serial;

/** Too many images cannot be read; one line says how many and which was the first. */
public final class TooManyUnreadableException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    public TooManyUnreadableException(String message) {
        super(message);
    }
}
