package dev.pixio.train.checkpoint;

import dev.pixio.weights.ModelLocation;
import java.nio.file.Path;

/**
 * A saved state of a run: {@code model.safetensors}, {@code optimizer.safetensors}, {@code state.json} and {@code
 * MANIFEST.json}, which has the sizes and SHA-256 of the others.
 *
 * @param step after which it was taken
 * @param folder that holds it
 */
public record Checkpoint(long step, Path folder) {

    /** The file with the whole model. */
    public Path model() {
        return folder.resolve(ModelLocation.MODEL);
    }

    /** The file with the optimizer's moments. */
    public Path optimizer() {
        return folder.resolve("optimizer.safetensors");
    }

    /** The file that says where in the run it was taken. */
    public Path state() {
        return folder.resolve("state.json");
    }

    /** The file that says what the others must be. */
    public Path manifest() {
        return folder.resolve("MANIFEST.json");
    }
}
