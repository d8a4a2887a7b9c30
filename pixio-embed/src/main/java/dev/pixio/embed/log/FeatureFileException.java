package dev.pixio.embed.log;

import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.Serial;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/** A feature file cannot be written, read or appended to. The message is one line with the reason and what to do. */
public final class FeatureFileException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 500;

    public FeatureFileException(String message) {
        super(OneLine.of(message, LONGEST));
    }

    /** A file that was not written by {@code pixio embed}, or is damaged. */
    public static FeatureFileException invalid(Path file, String reason) {
        return new FeatureFileException(file + " is not a feature file of 'pixio embed': " + reason);
    }

    /** A damaged file, with what its reader met in it. */
    public static FeatureFileException damaged(Path file, RuntimeException failure) {
        return invalid(file, "it is damaged" + what(failure));
    }

    /** The messages of the exceptions of the language are about a program, not about the file. */
    private static String what(RuntimeException failure) {
        if (failure instanceof NullPointerException || failure instanceof NoSuchElementException) {
            return ": a part of it is missing";
        }
        if (failure instanceof ClassCastException) {
            return ": a part of it has another type";
        }
        if (failure instanceof IndexOutOfBoundsException
                || failure instanceof NegativeArraySizeException
                || failure instanceof BufferUnderflowException
                || failure instanceof BufferOverflowException) {
            return ": a size or a position in it is not true";
        }
        return failure.getMessage() == null ? "" : ": " + failure.getMessage();
    }
}
