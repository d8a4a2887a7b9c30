package dev.pixio.weights.layout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The names of {@code DINOv3ViTModel} of transformers: its blocks are at the top, keys have no bias, and the layers of the MLP have
 * other names.
 */
final class HuggingFaceRotary {

    private static final String KERNEL = "embeddings.patch_embeddings.weight";

    private HuggingFaceRotary() {}

    /** Whether weights have these names. */
    static boolean matches(Map<String, Tensor> weights) {
        return weights.containsKey(KERNEL);
    }

    /** A name outside of the blocks as the other models have it. */
    static String hubName(String name) {
        if (name.startsWith("norm.")) {
            return "layer" + name;
        }
        return name.replaceFirst(
                "^embeddings\\.patch_embeddings\\.(weight|bias)$", "embeddings.patch_embeddings.projection.$1");
    }

    /**
     * The weights under these names. A bias of keys that is zero is left out, if all are.
     *
     * @param weights under this project's names, with separate queries, keys and values
     * @param gated whether the MLPs have gates
     */
    static Map<String, Tensor> fromPixio(Map<String, Tensor> weights, boolean gated) {
        boolean keyBias = weights.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey().endsWith(".attention.key.bias") && !TimmRotary.isZero(entry.getValue()));
        Map<String, Tensor> apart = gated
                ? JoinedTensors.split(weights, "mlp.expand.", List.of("mlp.gate_proj.", "mlp.up_proj."))
                : weights;
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        apart.forEach((name, tensor) -> {
            if (keyBias || !name.endsWith(".attention.key.bias")) {
                renamed.put(fileName(name), tensor);
            }
        });
        return renamed;
    }

    private static String fileName(String name) {
        return name.replaceFirst("^encoder\\.blocks\\.", "layer.")
                .replaceFirst("^encoder\\.norm\\.", "norm.")
                .replaceFirst("^encoder\\.class_tokens$", "embeddings.cls_token")
                .replaceFirst("^encoder\\.registers$", "embeddings.register_tokens")
                .replaceFirst("^encoder\\.embedding\\.", "embeddings.patch_embeddings.")
                .replace(".attention.projection.", ".attention.o_proj.")
                .replace(".attention.query.", ".attention.q_proj.")
                .replace(".attention.key.", ".attention.k_proj.")
                .replace(".attention.value.", ".attention.v_proj.")
                .replace(".mlp.expand.", ".mlp.up_proj.")
                .replace(".mlp.contract.", ".mlp.down_proj.")
                .replaceFirst("\\.layer_scale([12])\\.gamma$", ".layer_scale$1.lambda1");
    }
}
