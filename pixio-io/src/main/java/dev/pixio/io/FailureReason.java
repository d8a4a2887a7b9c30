package dev.pixio.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Why an operation on a file failed, in words to follow its name; the messages of many exceptions are only that name. */
public final class FailureReason {

    private FailureReason() {}

    /** The reason, in one line; never empty. */
    public static String of(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return "the thread was interrupted";
        }
        if (e instanceof ClosedChannelException) {
            return "it was closed, because the thread was interrupted before";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "it is a folder that is not empty";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it already exists";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        if (e instanceof EOFException) {
            return "it is truncated";
        }
        return Optional.ofNullable(e instanceof FileSystemException failure ? failure.getReason() : e.getMessage())
                .flatMap(reason -> reason.lines().findFirst())
                .orElse("an unknown reason (" + e.getClass().getSimpleName() + ")");
    }

    /** The name of the file, if the operating system gave it, and the reason, in one line. */
    public static String withFile(IOException e) {
        return e instanceof FileSystemException failure && failure.getFile() != null
                ? failure.getFile() + ": " + of(e)
                : of(e);
    }
}
