package dev.pixio.monitor.history;

import java.nio.file.Path;

/**
 * A sheet of pictures that the model painted after a step.
 *
 * @param step after which
 * @param picture the PNG
 */
public record RecordedReconstruction(long step, Path picture) {}
