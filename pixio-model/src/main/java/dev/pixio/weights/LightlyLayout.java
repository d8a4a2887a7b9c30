package dev.pixio.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * lightly's names (its example {@code pixio.py} with {@code PixioDecoderTIMM}, lightly 1.5.26 to 1.6). Its first class token is timm's
 * {@code cls_token}, the others are {@code reg_token}.
 */
final class LightlyLayout {

    private record Rename(String pixio, String lightly) {}

    private static final List<Rename> PREFIXES = List.of(
            new Rename("encoder.embedding.", "backbone.vit.patch_embed.proj."),
            new Rename("encoder.positions.table", "backbone.vit.pos_embed"),
            new Rename("encoder.blocks.", "backbone.vit.blocks."),
            new Rename("encoder.norm.", "backbone.vit.norm."),
            new Rename("decoder.embedding.", "decoder.decoder_embed."),
            new Rename("decoder.positions.table", "decoder.decoder_pos_embed"),
            new Rename("decoder.blocks.", "decoder.decoder_blocks."),
            new Rename("decoder.norm.", "decoder.decoder_norm."),
            new Rename("decoder.head.", "decoder.decoder_pred."));

    private static final List<Rename> INSIDE_BLOCKS = List.of(
            new Rename(".attention.projection.", ".attn.proj."),
            new Rename(".attention.qkv.", ".attn.qkv."),
            new Rename(".mlp.expand.", ".mlp.fc1."),
            new Rename(".mlp.contract.", ".mlp.fc2."));

    /** In the file because timm and lightly make them, but used by no pass of Pixio. */
    private static final Set<String> UNUSED =
            Set.of("backbone.mask_token", "backbone.vit.head.weight", "backbone.vit.head.bias");

    private static final String CLASS_TOKENS = "encoder.class_tokens";
    private static final String FIRST = "backbone.vit.cls_token";
    private static final String OTHERS = "backbone.vit.reg_token";

    private LightlyLayout() {}

    static Map<String, Tensor> toPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.equals(FIRST)) {
                Tensor others = weights.get(OTHERS);
                renamed.put(CLASS_TOKENS, others == null ? tensor : torch.cat(new TensorVector(tensor, others), 1));
            } else if (!name.equals(OTHERS) && !UNUSED.contains(name)) {
                renamed.put(renamed(name, Rename::lightly, Rename::pixio), tensor);
            }
        });
        return renamed;
    }

    static Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.equals(CLASS_TOKENS)) {
                renamed.put(FIRST, tensor.narrow(1, 0, 1));
                if (tensor.size(1) > 1) {
                    renamed.put(OTHERS, tensor.narrow(1, 1, tensor.size(1) - 1));
                }
            } else {
                renamed.put(renamed(name, Rename::pixio, Rename::lightly), tensor);
            }
        });
        return renamed;
    }

    private static String renamed(String name, Function<Rename, String> from, Function<Rename, String> to) {
        for (Rename prefix : PREFIXES) {
            if (name.startsWith(from.apply(prefix))) {
                String rest = name.substring(from.apply(prefix).length());
                String whole = to.apply(prefix) + rest;
                for (Rename inside : INSIDE_BLOCKS) {
                    whole = whole.replace(from.apply(inside), to.apply(inside));
                }
                return whole;
            }
        }
        return name;
    }
}
