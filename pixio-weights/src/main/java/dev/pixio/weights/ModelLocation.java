package dev.pixio.weights;

import dev.pixio.io.RunFiles;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the file of a model in a folder of a run, of a checkpoint or of transformers. */
public final class ModelLocation {

    /** The model in the folder of a checkpoint. */
    public static final String MODEL = "model.safetensors";

    /** File names of models, in the order in which they are tried. */
    private static final List<String> NAMES =
            List.of("model.safetensors.index.json", MODEL, "pytorch_model.bin.index.json", "pytorch_model.bin");

    private static final String CHECKPOINT = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private ModelLocation() {}

    /**
     * The file of a model: the file itself, the model in a folder of transformers or of a checkpoint, or the model of the newest
     * checkpoint of a run.
     *
     * @param weights a file or a folder
     * @throws WeightsException if there is none
     */
    public static Path of(Path weights) throws IOException {
        if (Files.isRegularFile(weights)) {
            return weights;
        }
        if (!Files.isDirectory(weights)) {
            throw new WeightsException("there is no file or folder " + weights);
        }
        requireAccess(weights, Files.isExecutable(weights));
        for (String name : NAMES) {
            if (Files.isRegularFile(weights.resolve(name))) {
                return weights.resolve(name);
            }
        }
        Path latest = weights.resolve(RunFiles.CHECKPOINTS).resolve(RunFiles.LATEST);
        if (Files.isRegularFile(latest)) {
            String name = new String(Files.readAllBytes(latest), StandardCharsets.UTF_8).strip();
            if (name.matches(CHECKPOINT)) { // a damaged file may contain anything
                Path model = latest.resolveSibling(name).resolve(MODEL);
                if (Files.isRegularFile(model)) {
                    return model;
                }
            }
        }
        throw new WeightsException(weights + " contains no checkpoint; a run's folder has checkpoints/latest");
    }

    /**
     * Reports a folder that may not be opened, whose files seem not to exist.
     *
     * @param accessible whether this process may open files in it
     * @throws WeightsException if it may not
     */
    public static void requireAccess(Path folder, boolean accessible) throws WeightsException {
        if (!accessible) {
            throw new WeightsException(
                    "no permission to open files in the folder " + folder + "; ask its owner, or use a copy");
        }
    }
}
