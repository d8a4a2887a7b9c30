package dev.pixio.monitor.history;

import java.nio.file.Path;

/**
 * A sheet of images that the model painted after a step.
 *
 * @param step after which
 * @param image the PNG
 */
public record RecordedReconstruction(long step, Path image) {}
