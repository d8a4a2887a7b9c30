package dev.pixio.weights;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What happened when weights were put into a model.
 *
 * @param missing what the model has and the weights have not; it keeps its values
 * @param unexpected what the weights have and the model has not
 */
public record LoadReport(List<String> missing, List<String> unexpected) {

    public LoadReport {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
    }

    /**
     * Copies weights into a module, by name; nothing is copied unless all shapes agree.
     *
     * @param weights under this project's names; any float dtype
     * @throws WeightsException if a tensor has another shape than the module's
     */
    public static LoadReport copyInto(Module module, Map<String, Tensor> weights) throws WeightsException {
        Map<String, Tensor> own = Tensors.state(module);
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
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            own.forEach((name, tensor) -> {
                Tensor weight = weights.get(name);
                if (weight != null) {
                    tensor.copy_(weight);
                }
            });
        }
        List<String> unexpected =
                weights.keySet().stream().filter(name -> !own.containsKey(name)).toList();
        return new LoadReport(missing, unexpected);
    }

    /**
     * Demands that nothing was missing or left over.
     *
     * @throws WeightsException that names what was
     */
    public void requireComplete(String what) throws WeightsException {
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new WeightsException(what + " does not fit the model: "
                    + (missing.isEmpty() ? "" : "missing " + some(missing))
                    + (missing.isEmpty() || unexpected.isEmpty() ? "" : "; ")
                    + (unexpected.isEmpty() ? "" : "left over " + some(unexpected)));
        }
    }

    private static String some(List<String> names) {
        int shown = 5;
        return String.join(", ", names.subList(0, Math.min(shown, names.size())))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }
}
