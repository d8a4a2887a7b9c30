package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the library of Parquet met in a file, in words of the file: its own messages are about its classes. */
final class ParquetDamage {

    private ParquetDamage() {}

    /**
     * The exception for a failure.
     *
     * @return the failure, if it is not one of the library
     */
    static IOException of(Path path, Exception failure) {
        if (failure instanceof FeatureFileException
                || failure instanceof FileSystemException
                || failure instanceof EOFException
                || failure instanceof CharacterCodingException
                || (failure instanceof IOException && !isOfLibrary(failure))) {
            return (IOException) failure;
        }
        Throwable cause = innermost(failure);
        String message = String.valueOf(cause.getMessage());
        if (message.contains("is not a Parquet file") || message.startsWith("corrupted file")) {
            return FeatureFileException.invalid(path, "it does not end as a Parquet file; it may be cut off");
        }
        if (message.contains("checksum")) {
            return FeatureFileException.invalid(path, "it is damaged: a checksum in it is not that of its bytes");
        }
        return FeatureFileException.damaged(
                path, cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause));
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether the library threw it, or passed on what one of its parts threw; the others are of the file system. */
    private static boolean isOfLibrary(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return failure.getCause() != null
                || (stack.length > 0
                        && Stream.of("java.", "sun.", "jdk.").noneMatch(stack[0].getClassName()::startsWith));
    }
}
