package dev.pixio.weights.layout;

import dev.pixio.weights.tensor.WeightsException;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The names and shapes of the weights of a Pixio in one library. The caller, or the scope around the call, closes results. */
public interface Layout {

    /**
     * The weights under this project's names. Names that do not belong to a Pixio are unchanged.
     *
     * @throws WeightsException if a tensor is there under two names of the library
     */
    Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException;

    /** The weights under the library's names. */
    Map<String, Tensor> fromPixio(Map<String, Tensor> weights);

    /** Whether the library saves this tensor with the weights of a Pixio, although no pass of a Pixio uses it. */
    boolean ignores(String name);
}
