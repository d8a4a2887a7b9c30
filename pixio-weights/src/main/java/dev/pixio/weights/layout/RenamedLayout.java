package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.weights.layout.NameTable.Rename;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A library whose tensors have the same shapes as here, under other names. */
public record RenamedLayout(NameTable names) implements Layout {

    /** timm's names inside a block, which the other libraries share. */
    static final List<Rename> TIMM_BLOCK = List.of(
            rename(".attention.projection.", ".attn.proj."),
            rename(".attention.qkv.", ".attn.qkv."),
            rename(".mlp.expand.", ".mlp.fc1."),
            rename(".mlp.contract.", ".mlp.fc2."));

    /** The authors' code (facebookresearch/pixio), and MAE, on which it is based and which has one class token. */
    public static final RenamedLayout OFFICIAL = new RenamedLayout(new NameTable(
            List.of(
                    rename("encoder.class_tokens", "cls_token"),
                    rename("encoder.positions.table", "pos_embed"),
                    rename("encoder.embedding.", "patch_embed.proj."),
                    rename("encoder.blocks.", "blocks."),
                    rename("encoder.norm.", "norm."),
                    rename("decoder.embedding.", "decoder_embed."),
                    rename("decoder.mask_token", "mask_token"),
                    rename("decoder.positions.table", "decoder_pos_embed"),
                    rename("decoder.blocks.", "decoder_blocks."),
                    rename("decoder.norm.", "decoder_norm."),
                    rename("decoder.head.", "decoder_pred.")),
            TIMM_BLOCK));

    /** This project's own names. */
    public static final RenamedLayout PIXIO = new RenamedLayout(new NameTable(List.of(), List.of()));

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException {
        RenamedTensors renamed = new RenamedTensors();
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            renamed.put(names.toPixio(entry.getKey()), entry.getKey(), entry.getValue());
        }
        return renamed.tensors();
    }

    @Override
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> renamed.put(names.fromPixio(name), tensor));
        return renamed;
    }

    @Override
    public boolean ignores(String name) {
        return false;
    }
}
