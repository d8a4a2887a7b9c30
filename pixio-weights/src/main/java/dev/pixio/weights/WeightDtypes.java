package dev.pixio.weights;

import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.WeightsException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** Checks the dtypes of weights: integers are codes of quantised weights, which mean nothing without their scales. */
final class WeightDtypes {

    /** The parameters of a model, under this project's names; counters and indices beside them may be integers. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?:encoder|decoder)\\..*(?:weight|bias|class_tokens|mask_token|table)");

    private WeightDtypes() {}

    /**
     * Checks that the parameters are real floating-point numbers.
     *
     * @param weights under this project's names
     * @throws WeightsException with the first tensor that is not, its dtype, and how many there are
     */
    static void requireFloating(Map<String, Tensor> weights) throws WeightsException {
        List<Map.Entry<String, Tensor>> others = weights.entrySet().stream()
                .filter(entry -> PARAMETER.matcher(entry.getKey()).matches()
                        && !entry.getValue().is_floating_point())
                .toList();
        if (!others.isEmpty()) {
            Tensor first = others.get(0).getValue();
            String dtype = Dtype.of(first.scalar_type()).torchName();
            throw new WeightsException("'" + others.get(0).getKey() + "' has the dtype " + dtype
                    + (others.size() == 1 ? "" : ", one of " + others.size() + " such tensors")
                    + (first.is_complex()
                            ? "; weights are real numbers: "
                            : "; quantised weights are not supported, their scales are unknown: ")
                    + "save the model in float32, float16 or bfloat16");
        }
    }
}
