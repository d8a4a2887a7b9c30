package dev.pixio.embed.log;

import dev.pixio.io.OneLine;
import dev.pixio.io.format.JsonDamage;
import java.io.IOException;
import java.io.Serial;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import tools.jackson.core.JacksonException;

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

    /**
     * A file with a part that is not JSON. The message of the library is about its own classes, and not in it.
     *
     * @param part of the file, such as "line 7"
     */
    public static FeatureFileException noJson(Path file, String part, JacksonException failure) {
        return invalid(file, part + " " + JsonDamage.of(failure));
    }

    /** A damaged file, with what its reader met in it. */
    public static FeatureFileException damaged(Path file, RuntimeException failure) {
        return invalid(file, "it is damaged" + what(failure));
    }

    /** In words of the file: messages of the language and of libraries are about a program. */
    private static String what(RuntimeException failure) {
        if (failure instanceof NullPointerException || failure instanceof NoSuchElementException) {
            return ": a part of it is missing";
        }
        if (failure instanceof ClassCastException) {
            return ": a part of it has another type";
        }
        if (failure instanceof IndexOutOfBoundsException
                || failure instanceof NegativeArraySizeException
                || failure instanceof ArithmeticException
                || failure instanceof BufferUnderflowException
                || failure instanceof BufferOverflowException) {
            return ": a size or a position in it is not true";
        }
        return "";
    }
}
