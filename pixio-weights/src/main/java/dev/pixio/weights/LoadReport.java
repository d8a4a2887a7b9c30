package dev.pixio.weights;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The names that did not match when weights were loaded into a model.
 *
 * @param missing in the model and not in the weights; the model keeps its values
 * @param unexpected in the weights and not in the model
 * @param ignored in the weights, where their library saves them for another purpose, such as a classifier
 */
public record LoadReport(List<String> missing, List<String> unexpected, List<String> ignored) {

    public LoadReport {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        ignored = List.copyOf(ignored);
    }

    /**
     * Copies weights into a module, by name. If a shape differs, nothing is copied.
     *
     * @param weights under this project's names; any float dtype
     * @throws WeightsException if the shape of a tensor differs from the module's
     */
    public static LoadReport copyInto(Module module, Map<String, Tensor> weights) throws WeightsException {
        Map<String, Tensor> own = Tensors.state(module);
        LoadReport report = compare(own, weights);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            own.forEach((name, tensor) -> {
                Tensor weight = weights.get(name);
                if (weight != null) {
                    tensor.copy_(weight);
                }
            });
        }
        return report;
    }

    /**
     * Lets a module use the memory of weights, by name. Only weights that are not fp32 on the CPU are copied, so a file that
     * is mapped into memory is not in memory twice. The module must not be trained: its weights may be read-only.
     *
     * @param weights under the module's names; any float dtype
     * @throws WeightsException if the shape of a tensor differs from the module's
     */
    static LoadReport adoptInto(Module module, Map<String, Tensor> weights) throws WeightsException {
        Map<String, Tensor> own = Tensors.state(module);
        LoadReport report = compare(own, weights);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            own.forEach((name, tensor) -> {
                Tensor weight = weights.get(name);
                if (weight != null) {
                    tensor.set_data(weight.detach().to(ScalarType.Float).contiguous());
                    Tensors.changed(tensor);
                }
            });
        }
        return report;
    }

    private static LoadReport compare(Map<String, Tensor> own, Map<String, Tensor> weights) throws WeightsException {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : own.entrySet()) {
            Tensor weight = weights.get(entry.getKey());
            if (weight == null) {
                missing.add(entry.getKey());
            } else if (!Arrays.equals(Tensors.shape(weight), Tensors.shape(entry.getValue()))) {
                throw new WeightsException("'" + entry.getKey() + "' has the shape " + Tensors.describe(weight)
                        + " in the file and " + Tensors.describe(entry.getValue()) + " in the model");
            }
        }
        List<String> unexpected =
                weights.keySet().stream().filter(name -> !own.containsKey(name)).toList();
        return new LoadReport(missing, unexpected, List.of());
    }

    /**
     * Checks that no name was missing or unexpected.
     *
     * @param what was loaded, for the message
     * @throws WeightsException with the first of the names
     */
    public void requireComplete(String what) throws WeightsException {
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new WeightsException(what + " does not fit the model: "
                    + (missing.isEmpty() ? "" : "missing " + first(missing))
                    + (missing.isEmpty() || unexpected.isEmpty() ? "" : "; ")
                    + (unexpected.isEmpty() ? "" : "left over " + first(unexpected)));
        }
    }

    private static String first(List<String> names) {
        int shown = 5;
        return String.join(", ", names.subList(0, Math.min(shown, names.size())))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }
}
