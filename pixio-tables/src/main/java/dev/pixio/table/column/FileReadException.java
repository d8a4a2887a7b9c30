package dev.pixio.table.column;

import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A file cannot be read, because of the disk, the network or an interruption; what it contains is not known, and may be read later. */
public final class FileReadException extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    private final String reason;

    FileReadException(Path file, IOException cause) {
        super(
                file + " cannot be read: " + FailureReason.of(cause),
                new IOException(file + " cannot be read: " + FailureReason.of(cause), cause));
        this.reason = FailureReason.of(cause);
    }

    /** In words to follow the name of the file. */
    public String reason() {
        return reason;
    }
}
