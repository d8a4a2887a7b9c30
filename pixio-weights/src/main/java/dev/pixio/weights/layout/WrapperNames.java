package dev.pixio.weights.layout;

import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * Removes the components that wrappers of PyTorch insert into names, wherever they are: {@code
 * backbone._orig_mod.vit.cls_token} is {@code backbone.vit.cls_token}. Only whole components are removed; {@code
 * my_module.weight} is unchanged.
 */
public final class WrapperNames {

    /** Of data-parallel training, compiled modules, FSDP, checkpointed activations, and the strategies of Lightning. */
    private static final Set<String> WRAPPERS = Set.of(
            "module",
            "_orig_mod",
            "_fsdp_wrapped_module",
            "_fpw_module",
            "_checkpoint_wrapped_module",
            "_forward_module");

    /** The number of averaged models, which {@code torch.optim.swa_utils.AveragedModel} saves beside its {@code module}. */
    private static final String AVERAGED = "n_averaged";

    private WrapperNames() {}

    /**
     * The same tensors under names without wrappers.
     *
     * @param weights under the names of a file
     * @throws WeightsException if two names differ only by wrappers
     */
    public static Map<String, Tensor> removed(Map<String, Tensor> weights) throws WeightsException {
        Map<String, Tensor> unwrapped = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            String name = unwrapped(entry.getKey());
            String other = origins.put(name, entry.getKey());
            if (other != null) {
                throw twice(other, entry.getKey());
            }
            unwrapped.put(name, entry.getValue());
        }
        return unwrapped;
    }

    /** The error for two names of one tensor. */
    static WeightsException twice(String name, String other) {
        return new WeightsException("these weights contain the same tensor under two names, '" + name + "' and '"
                + other + "'; save only one of them");
    }

    /** Whether a name is of a wrapper's own tensor, which is not part of the model. */
    static boolean isOwn(String name) {
        return name.equals(AVERAGED);
    }

    /** Also without {@code model} within the name: at its beginning it may distinguish two models. */
    private static String unwrapped(String name) {
        String[] components = name.split("\\.", -1);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < components.length; i++) {
            boolean last = i == components.length - 1;
            boolean wrapper = WRAPPERS.contains(components[i]) || (!kept.isEmpty() && components[i].equals("model"));
            if (last || !wrapper) {
                kept.append(components[i]).append(last ? "" : ".");
            }
        }
        return kept.toString();
    }
}
