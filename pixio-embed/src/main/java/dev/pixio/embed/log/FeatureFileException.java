package dev.pixio.embed.log;

import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

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
}
