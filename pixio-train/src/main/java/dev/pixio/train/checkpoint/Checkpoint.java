package dev.pixio.train.checkpoint;

import dev.pixio.weights.CheckpointManifest;
import dev.pixio.weights.FiniteWeights;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/**
 * A saved state of a run: {@code model.safetensors}, {@code optimizer.safetensors}, {@code state.json} and {@code
 * MANIFEST.json}, which has the sizes and SHA-256 checksums of the others.
 *
 * @param step the last completed step
 * @param folder of its files
 */
public record Checkpoint(long step, Path folder) {

    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String STATE = "state.json";

    /** The weights of the model. */
    public Path model() {
        return folder.resolve(ModelLocation.MODEL);
    }

    /** The moments of the optimizer. */
    public Path optimizer() {
        return folder.resolve(OPTIMIZER);
    }

    /** The {@link TrainingState} of the run. */
    public Path state() {
        return folder.resolve(STATE);
    }

    /** The sizes and checksums of the other files. */
    public Path manifest() {
        return folder.resolve(CheckpointManifest.NAME);
    }

    /** The names of the required files other than the manifest. */
    List<String> parts() {
        return List.of(ModelLocation.MODEL, OPTIMIZER, STATE);
    }

    /** A message if the checkpoint is damaged, in one line. Reads all files and verifies their checksums. */
    public Optional<String> damage() {
        return CheckpointManifest.damage(folder, parts());
    }

    /**
     * A message if training cannot continue from the checkpoint, in one line: it is damaged, or weights are NaN or infinite.
     * Reads all files.
     */
    public Optional<String> fault() {
        Optional<String> damage = damage();
        if (damage.isPresent()) {
            return damage;
        }
        try (PointerScope scope = new PointerScope()) {
            return FiniteWeights.fault(Safetensors.read(model()).tensors()).map(fault -> "not finite: " + fault);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A message if a file is missing or has the wrong size, in one line. Does not read the files. */
    public Optional<String> sizeDamage() {
        return CheckpointManifest.sizeDamage(folder, parts());
    }

    /** Whether all files exist with the right sizes. */
    public boolean isComplete() {
        return sizeDamage().isEmpty();
    }
}
