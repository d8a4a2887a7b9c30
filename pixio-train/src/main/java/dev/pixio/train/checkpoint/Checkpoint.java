package dev.pixio.train;

import dev.pixio.weights.ModelLocation;
import java.nio.file.Path;

/**
 * A saved state of a run.
 *
 * @param step after which it was saved
 * @param folder that holds it
 */
public record Checkpoint(long step, Path folder) {

    /** The file with the whole model. */
    public Path model() {
        return folder.resolve(ModelLocation.MODEL);
    }
}
