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

    /** What is known of the image. */
    private enum Kind {
        UNREADABLE,
        OUT_OF_MEMORY,
        NOT_REACHED
    }

    private final String reason;
    private final Kind kind;

    /** Creates the exception. */
    public ImageReadException(String reason) {
        super(reason);
        this.reason = reason;
        this.kind = Kind.UNREADABLE;
    }

    /** Creates the exception with a cause. */
    public ImageReadException(String reason, Throwable cause) {
        this(reason, cause, Kind.UNREADABLE);
    }

    private ImageReadException(String reason, Throwable cause, Kind kind) {
        super(reason, cause);
        this.reason = reason;
        this.kind = kind;
    }

    /** There was too little memory: the image may be readable at another time. */
    public static ImageReadException outOfMemory(Throwable cause) {
        return new ImageReadException("not enough memory to decode it", cause, Kind.OUT_OF_MEMORY);
    }

    /** Its bytes were not read, because of the disk, a permission or an interruption: nothing is known of the image. */
    public static ImageReadException notReached(String reason, IOException cause) {
        return new ImageReadException(reason, cause, Kind.NOT_REACHED);
    }

    /** Whether the image may be readable when more memory is free. */
    public boolean isOutOfMemory() {
        return kind == Kind.OUT_OF_MEMORY;
    }

    /** Whether the image may be readable when its file is reached. */
    public boolean isNotReached() {
        return kind == Kind.NOT_REACHED;
    }

    /** The message, which is never null. */
    public String reason() {
        return reason;
    }
}
