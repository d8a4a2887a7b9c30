package dev.pixio.data.loader;

import java.io.IOException;
import java.io.Serial;

/** Too many images cannot be read. The message is one line with the counts and the first of these images. */
public final class TooManyUnreadableException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public TooManyUnreadableException(String message) {
        super(message);
    }
}
