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
    private final boolean outOfMemory;

    /** Creates the exception. */
    public ImageReadException(String reason) {
        super(reason);
        this.reason = reason;
        this.outOfMemory = false;
    }

    /** Creates the exception with a cause. */
    public ImageReadException(String reason, Throwable cause) {
        this(reason, cause, false);
    }

    private ImageReadException(String reason, Throwable cause, boolean outOfMemory) {
        super(reason, cause);
        this.reason = reason;
        this.outOfMemory = outOfMemory;
    }

    /** There was too little memory: the image may be readable at another time. */
    public static ImageReadException outOfMemory(Throwable cause) {
        return new ImageReadException("not enough memory to decode it", cause, true);
    }

    /** Whether the image may be readable when more memory is free. */
    public boolean isOutOfMemory() {
        return outOfMemory;
    }

    /** The message, which is never null. */
    public String reason() {
        return reason;
    }
}
