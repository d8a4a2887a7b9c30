package dev.pixio.monitor.history;

import java.nio.file.Path;

/**
 * The reconstructions of a step.
 *
 * @param step number of completed steps
 * @param image PNG file with one row for each image
 */
public record RecordedReconstruction(long step, Path image) {}
