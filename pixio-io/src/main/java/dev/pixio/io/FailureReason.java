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
import java.util.List;
import java.util.Optional;

/** Why an operation on a file failed, in words to follow its name; the messages of many exceptions are only that name. */
public final class FailureReason {

    /** In this order: a type before those that it extends. */
    private static final List<Words> WORDS = List.of(
            new Words(ClosedByInterruptException.class, "the thread was interrupted"),
            new Words(ClosedChannelException.class, "it was closed, because the thread was interrupted before"),
            new Words(CharacterCodingException.class, "it is not text in UTF-8"),
            new Words(AccessDeniedException.class, "no permission"),
            new Words(NoSuchFileException.class, "no such file"),
            new Words(DirectoryNotEmptyException.class, "it is a folder that is not empty"),
            new Words(FileAlreadyExistsException.class, "it already exists"),
            new Words(NotDirectoryException.class, "it is not a folder"),
            new Words(EOFException.class, "it is truncated"));

    private record Words(Class<? extends IOException> type, String text) {}

    private FailureReason() {}

    /** The reason, in one line; never empty. */
    public static String of(IOException e) {
        return WORDS.stream()
                .filter(words -> words.type.isInstance(e))
                .map(Words::text)
                .findFirst()
                .or(() -> Optional.ofNullable(
                                e instanceof FileSystemException failure ? failure.getReason() : e.getMessage())
                        .flatMap(reason -> reason.lines().findFirst()))
                .orElseGet(() -> "an unknown reason (" + e.getClass().getSimpleName() + ")");
    }

    /** The name of the file, if the operating system gave it, and the reason, in one line. */
    public static String withFile(IOException e) {
        return e instanceof FileSystemException failure && failure.getFile() != null
                ? failure.getFile() + ": " + of(e)
                : of(e);
    }
}
