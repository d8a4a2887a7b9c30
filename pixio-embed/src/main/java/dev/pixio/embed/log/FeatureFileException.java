package dev.pixio.embed.log;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file of features that cannot be written, read or added to; one line says why and what to do. */
public final class FeatureFileException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    public FeatureFileException(String message) {
        super(message);
    }

    /** A file that was not written by {@code pixio embed}, or is damaged. */
    public static FeatureFileException invalid(Path file, String why) {
        return new FeatureFileException(file + " is no file of features from 'pixio embed': " + why);
    }
}
