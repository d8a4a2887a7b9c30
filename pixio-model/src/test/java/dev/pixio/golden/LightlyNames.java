package dev.pixio.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The names of lightly's {@code pixio.py} for the parameters of this project, as the golden files of small models hold them. */
final class LightlyNames {

    private static final String FIRST_CLASS_TOKEN = "backbone.vit.cls_token";
    private static final String OTHER_CLASS_TOKENS = "backbone.vit.reg_token";

    /** lightly's, ours; applied in this order. */
    private static final List<List<String>> RENAMES = List.of(
            List.of("backbone.vit.patch_embed.proj.", "encoder.embedding."),
            List.of("backbone.vit.pos_embed", "encoder.positions.table"),
            List.of("backbone.vit.", "encoder."),
            List.of("decoder.decoder_embed.", "decoder.embedding."),
            List.of("decoder.decoder_pos_embed", "decoder.positions.table"),
            List.of("decoder.decoder_pred.", "decoder.head."),
            List.of("decoder.decoder_", "decoder."),
            List.of(".attn.proj.", ".attention.projection."),
            List.of(".attn.qkv.", ".attention.qkv."),
            List.of(".mlp.fc1.", ".mlp.expand."),
            List.of(".mlp.fc2.", ".mlp.contract."));

    /** In lightly's files, and part of no pass of Pixio: the classifier of timm, and a mask token in the encoder. */
    private static final List<String> UNUSED = List.of("backbone.vit.head.", "backbone.mask_token");

    private LightlyNames() {}

    static Map<String, Tensor> toPixio(Map<String, Tensor> lightly) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        lightly.forEach((name, tensor) -> {
            if (name.equals(FIRST_CLASS_TOKEN)) {
                TensorVector tokens = new TensorVector(tensor, lightly.get(OTHER_CLASS_TOKENS));
                renamed.put("encoder.class_tokens", torch.cat(tokens, 1)); // [1, K, D]
            } else if (!name.equals(OTHER_CLASS_TOKENS) && UNUSED.stream().noneMatch(name::startsWith)) {
                String ours = name;
                for (List<String> rename : RENAMES) {
                    ours = ours.replace(rename.get(0), rename.get(1));
                }
                renamed.put(ours, tensor);
            }
        });
        return renamed;
    }
}
