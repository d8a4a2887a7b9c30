package dev.pixio.downstream.layout;

import java.io.IOException;
import java.nio.file.Path;

/** Where a data set has its images and true values. */
public interface DenseLayout {

    /** The name in options. */
    String id();

    /** The folders that it consists of, in one line. */
    String shape();

    /** The task that its true values are for. */
    boolean has(PairSettings.Wanted task);

    /** Whether a folder has this layout. */
    boolean matches(Path root);

    /**
     * Finds the samples.
     *
     * @throws IOException in one line, if files are missing or cannot be read
     * @throws IllegalArgumentException if the settings do not fit
     */
    DenseData open(Path root, PairSettings settings) throws IOException;
}
