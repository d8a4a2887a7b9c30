package dev.pixio.table.column;

import dev.pixio.data.remote.RemoteException;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A file cannot be read, because of the disk, the network or an interruption; what it contains is not known, and may be read later. */
public final class FileReadException extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    private final String reason;

    FileReadException(String file, IOException cause) {
        super(message(file, cause), new IOException(message(file, cause), cause));
        this.reason = FailureReason.of(cause);
    }

    private static String message(String file, IOException cause) {
        return cause instanceof RemoteException
                ? String.valueOf(cause.getMessage())
                : file + " cannot be read: " + FailureReason.of(cause);
    }

    /** In words to follow the name of the file. */
    public String reason() {
        return reason;
    }
}
