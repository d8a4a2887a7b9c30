package dev.pixio.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

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
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return Objects.requireNonNullElse(reason, e.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
