package dev.pixio.weights.layout;

import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Collects tensors under new names, and refuses two tensors of the same new name. */
final class RenamedTensors {

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    /**
     * Adds a tensor.
     *
     * @throws WeightsException if there is another one under this name
     */
    void put(String name, String origin, Tensor tensor) throws WeightsException {
        String other = origins.put(name, origin);
        if (other != null) {
            throw WrapperNames.twice(other, origin);
        }
        tensors.put(name, tensor);
    }

    /** All tensors by their new names, in the order in which they were added. */
    Map<String, Tensor> tensors() {
        return tensors;
    }
}
