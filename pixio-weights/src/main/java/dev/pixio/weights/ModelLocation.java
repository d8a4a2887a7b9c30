package dev.pixio.weights;

import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where in a folder a model is: the one place that knows what somebody means who names a folder. */
public final class ModelLocation {

    /** A checkpoint's model, as a run saves it. */
    public static final String MODEL = "model.safetensors";

    /** Under a run's folder: its checkpoints. */
    public static final String CHECKPOINTS = "checkpoints";

    /** Among a run's checkpoints: a file with the name of the newest. */
    public static final String LATEST = "latest";

    /** What is looked for in a folder, first come first. */
    private static final List<String> NAMES =
            List.of("model.safetensors.index.json", MODEL, "pytorch_model.bin.index.json", "pytorch_model.bin");

    private ModelLocation() {}

    /**
     * The file that a user means: a file, what a folder of transformers or of a checkpoint holds, or the newest checkpoint of
     * a run's folder.
     *
     * @throws WeightsException if there is none
     */
    public static Path of(Path weights) throws IOException {
        if (Files.isRegularFile(weights)) {
            return weights;
        }
        if (!Files.isDirectory(weights)) {
            throw new WeightsException("there is no file or folder " + weights);
        }
        for (String name : NAMES) {
            if (Files.isRegularFile(weights.resolve(name))) {
                return weights.resolve(name);
            }
        }
        Path latest = weights.resolve(CHECKPOINTS).resolve(LATEST);
        if (Files.isRegularFile(latest)) {
            Path model = latest.resolveSibling(Files.readString(latest).strip()).resolve(MODEL);
            if (Files.isRegularFile(model)) {
                return model;
            }
        }
        throw new WeightsException(weights + " holds no checkpoint; a run's folder has checkpoints/latest");
    }
}
