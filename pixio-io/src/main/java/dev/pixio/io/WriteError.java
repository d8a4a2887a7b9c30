package dev.pixio.io;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Names the file in the error of a write: the operating system reports a full disk without it. */
public final class WriteError {

    private WriteError() {}

    /** The error with the file and the reason; most subclasses of IOException say themselves what they are about. */
    public static IOException naming(Path path, IOException e) {
        return e.getClass() == IOException.class || e instanceof ClosedChannelException
                ? caused(new FileSystemException(path.toString(), null, FailureReason.of(e)), e)
                : e;
    }

    /** The error of a file that was written under a temporary name, with its own name. */
    static IOException naming(Path path, Path temporary, IOException e) {
        if (!(e instanceof FileSystemException failure) || !temporary.toString().equals(failure.getFile())) {
            return naming(path, e);
        }
        if (e instanceof NoSuchFileException) {
            return new IOException(
                    "there is no folder " + path.toAbsolutePath().getParent() + " for " + path.getFileName(), e);
        }
        return caused(
                e instanceof AccessDeniedException
                        ? new AccessDeniedException(path.toString())
                        : new FileSystemException(path.toString(), null, FailureReason.of(e)),
                e);
    }

    /**
     * The error of a file that was written in a temporary folder, with the name of its destination.
     *
     * @param folder destination of the files
     * @param staging temporary folder
     */
    public static IOException inFolder(Path folder, Path staging, IOException e) {
        if (!(e instanceof FileSystemException failure) || failure.getFile() == null) {
            return e;
        }
        Path file = Path.of(failure.getFile());
        return file.startsWith(staging)
                ? caused(
                        new FileSystemException(
                                folder.resolve(staging.relativize(file)).toString(), null, FailureReason.of(e)),
                        e)
                : e;
    }

    private static IOException caused(FileSystemException named, IOException cause) {
        named.initCause(cause);
        return named;
    }
}
