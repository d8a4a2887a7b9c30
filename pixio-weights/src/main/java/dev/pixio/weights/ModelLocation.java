package dev.pixio.weights;

import dev.pixio.io.RunFiles;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
     * The file of a model: the file itself, the model in a folder of transformers or of a checkpoint, or the model of a run: of its
     * best checkpoint by validation, or its newest.
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
        for (String file : List.of(RunFiles.BEST, RunFiles.LATEST)) {
            Optional<Path> model = named(weights.resolve(RunFiles.CHECKPOINTS).resolve(file));
            if (model.isPresent()) {
                return model.get();
            }
        }
        throw new WeightsException(weights + " contains no checkpoint; a run's folder has checkpoints/latest");
    }

    /** The model of the checkpoint that a file names. */
    private static Optional<Path> named(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String name = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        return name.matches(CHECKPOINT) // a damaged file may contain anything
                ? Optional.of(file.resolveSibling(name).resolve(MODEL)).filter(Files::isRegularFile)
                : Optional.empty();
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
