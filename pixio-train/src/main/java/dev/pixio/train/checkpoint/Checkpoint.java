package dev.pixio.train.checkpoint;

import dev.pixio.weights.CheckpointManifest;
import dev.pixio.weights.ModelLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A saved state of a run: {@code model.safetensors}, {@code optimizer.safetensors}, {@code state.json} and {@code
 * MANIFEST.json}, which has the sizes and SHA-256 of the others.
 *
 * @param step after which it was taken
 * @param folder that holds it
 */
public record Checkpoint(long step, Path folder) {

    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String STATE = "state.json";

    /** The file with the whole model. */
    public Path model() {
        return folder.resolve(ModelLocation.MODEL);
    }

    /** The file with the optimizer's moments. */
    public Path optimizer() {
        return folder.resolve(OPTIMIZER);
    }

    /** The file that says where in the run it was taken. */
    public Path state() {
        return folder.resolve(STATE);
    }

    /** The file that says what the others must be. */
    public Path manifest() {
        return folder.resolve(CheckpointManifest.NAME);
    }

    /** The names of the files that it cannot be without, beside the manifest. */
    List<String> parts() {
        return List.of(ModelLocation.MODEL, OPTIMIZER, STATE);
    }

    /** What is wrong with it, in one line; every byte is read. Nothing if it is as it was written. */
    public Optional<String> damage() {
        return CheckpointManifest.damage(folder, parts());
    }

    /** What is wrong with it as far as names and sizes tell, in one line. */
    public Optional<String> obviousDamage() {
        return CheckpointManifest.sizeDamage(folder, parts());
    }

    /** Whether all is there as far as names and sizes tell. */
    public boolean isComplete() {
        return obviousDamage().isEmpty();
    }
}
