package dev.pixio.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Named tensors as a file holds them, under the file's own names, and free text by name.
 *
 * @param path where it is
 * @param tensors by name, in the file's order, on the CPU; they belong to the caller or to the scope around the call
 * @param metadata free text by name
 */
public record WeightFile(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {

    /**
     * Opens a file of weights, recognised by its content and not by its ending.
     *
     * @throws WeightsException if it is of no known kind, is damaged, or holds what cannot be read
     */
    public static WeightFile open(Path path) throws IOException {
        Safetensors content = Safetensors.read(path);
        return new WeightFile(path, content.tensors(), content.metadata());
    }
}
