package dev.pixio.image.format;

import java.io.IOException;
import java.io.Serial;

/**
 * An image that cannot be read. The message is the reason in one line ("truncated JPEG"), without the image's name,
 * which whoever asked for the image knows.
 */
public final class ImageReadException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String reason;

    public ImageReadException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public ImageReadException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** The message, which is always there. */
    public String reason() {
        return reason;
    }
}
