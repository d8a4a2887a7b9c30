package dev.pixio.weights.layout;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** How one library names and cuts the weights of a Pixio. Results belong to the caller or to the scope around the call. */
public interface Layout {

    /** The weights under this project's names; a name that the library does not use for a Pixio keeps its own. */
    Map<String, Tensor> toPixio(Map<String, Tensor> weights);

    /** The weights under the library's names. */
    Map<String, Tensor> fromPixio(Map<String, Tensor> weights);

    /** Whether the library keeps this beside a Pixio's weights, and no pass of a Pixio uses it. */
    boolean ignores(String name);
}
