package dev.pixio.image.format;

import java.io.IOException;
import java.io.Serial;

/**
 * An image cannot be read. The message is the reason in one line ("truncated JPEG"), without the name of the image, which
 * the caller adds.
 */
public final class ImageReadException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String reason;

    /** Creates the exception. */
    public ImageReadException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Creates the exception with a cause. */
    public ImageReadException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** The message, which is never null. */
    public String reason() {
        return reason;
    }
}
