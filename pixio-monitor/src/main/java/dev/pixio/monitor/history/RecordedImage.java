package dev.pixio.monitor.history;

import java.nio.file.Path;

/**
 * What a run has drawn after a step.
 *
 * @param step number of completed optimizer steps
 * @param image PNG file
 */
public record RecordedImage(long step, Path image) {}
