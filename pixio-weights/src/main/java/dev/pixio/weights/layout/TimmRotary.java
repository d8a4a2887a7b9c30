package dev.pixio.weights.layout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The names of timm's DINOv3 encoders, which are models of its class {@code Eva}, as those of its class {@code VisionTransformer}:
 * queries, keys and values have one weight and no bias or biases of queries and values alone, and a gated MLP has two first layers. The
 * names of other models of this class are unchanged, so that they are reported.
 */
final class TimmRotary {

    private static final String SCALE1 = ".gamma_1";
    private static final String SCALE2 = ".gamma_2";
    private static final String QKV = ".attn.qkv.";
    private static final String QUERY_BIAS = ".attn.q_bias";
    private static final String VALUE_BIAS = ".attn.v_bias";
    private static final String GATE = "mlp.fc1_g.";
    private static final String VALUE = "mlp.fc1_x.";
    private static final String PACKED = "mlp.fc1.";

    private TimmRotary() {}

    /** Whether the weights are of an encoder of DINOv3: scaled branches and registers, but no table of positions. */
    static boolean matches(Map<String, Tensor> weights, String prefix) {
        return weights.containsKey(prefix + "blocks.0" + SCALE1)
                && weights.containsKey(prefix + "reg_token")
                && !weights.containsKey(prefix + "pos_embed")
                && !weights.containsKey(prefix + "blocks.0" + QKV + "bias");
    }

    /** The weights under the names of a {@code VisionTransformer}. */
    static Map<String, Tensor> toVisionTransformer(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.endsWith(SCALE1)) {
                renamed.put(replaceEnd(name, SCALE1, ".ls1.gamma"), tensor);
            } else if (name.endsWith(SCALE2)) {
                renamed.put(replaceEnd(name, SCALE2, ".ls2.gamma"), tensor);
            } else if (name.endsWith(QKV + "weight") && tensor.dim() == 2) {
                renamed.put(name, tensor);
                String block = name.substring(0, name.length() - (QKV + "weight").length());
                renamed.put(block + QKV + "bias", bias(weights, block, tensor));
            } else if (!isBias(name, weights)) {
                renamed.put(name, tensor);
            }
        });
        new JoinedTensors(renamed).join(List.of(GATE, VALUE), PACKED, JoinedTensors.MissingBias.REPORTED);
        return renamed;
    }

    /** Whether a name is that of a bias that {@link #bias} uses. */
    private static boolean isBias(String name, Map<String, Tensor> weights) {
        for (String end : List.of(QUERY_BIAS, VALUE_BIAS)) {
            if (name.endsWith(end)) {
                return weights.containsKey(replaceEnd(name, end, QKV + "weight"));
            }
        }
        return false;
    }

    /** Float {@code [3 D]}; that of keys is zero, in timm as in training. */
    private static Tensor bias(Map<String, Tensor> weights, String block, Tensor weight) {
        Tensor zeros = torch.zeros_like(weight.select(1, 0).narrow(0, 0, weight.size(0) / 3)); // [D]
        return torch.cat(
                new TensorVector(
                        weights.getOrDefault(block + QUERY_BIAS, zeros),
                        zeros,
                        weights.getOrDefault(block + VALUE_BIAS, zeros)),
                0);
    }

    private static String replaceEnd(String name, String end, String other) {
        return name.substring(0, name.length() - end.length()) + other;
    }

    /**
     * The weights under the names of {@code Eva}. Biases of queries and values are left out if all are zero, as in timm's models without
     * them; those of keys must be zero.
     */
    static Map<String, Tensor> fromVisionTransformer(Map<String, Tensor> weights) {
        boolean biased = weights.entrySet().stream()
                .anyMatch(entry -> entry.getKey().endsWith(QKV + "bias") && !isZero(entry.getValue()));
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.endsWith(".ls1.gamma")) {
                renamed.put(replaceEnd(name, ".ls1.gamma", SCALE1), tensor);
            } else if (name.endsWith(".ls2.gamma")) {
                renamed.put(replaceEnd(name, ".ls2.gamma", SCALE2), tensor);
            } else if (!name.endsWith(QKV + "bias")) {
                renamed.put(name, tensor);
            } else if (biased) {
                long width = tensor.size(0) / 3;
                renamed.put(replaceEnd(name, QKV + "bias", QUERY_BIAS), tensor.narrow(0, 0, width));
                renamed.put(replaceEnd(name, QKV + "bias", VALUE_BIAS), tensor.narrow(0, 2 * width, width));
            }
        });
        return isGated(renamed) ? JoinedTensors.split(renamed, PACKED, List.of(GATE, VALUE)) : renamed;
    }

    private static boolean isGated(Map<String, Tensor> weights) {
        return weights.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("blocks.0.mlp.fc1.weight"))
                .anyMatch(entry -> {
                    Tensor second = weights.get(replaceEnd(entry.getKey(), "fc1.weight", "fc2.weight"));
                    return second != null && entry.getValue().size(0) == 2 * second.size(1);
                });
    }

    static boolean isZero(Tensor tensor) {
        return !tensor.any().item_bool();
    }
}
