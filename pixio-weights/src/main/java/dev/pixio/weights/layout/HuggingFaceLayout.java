package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.weights.layout.NameTable.Rename;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code PixioModel}, {@code PixioBackbone}, {@code ViTModel} and {@code ViTMAEModel} of transformers, with separate
 * queries, keys and values. Three sets of names are read: of the files on the Hub, of files saved by version 5, and of the
 * modules in memory. Those of the Hub are written, because every version reads them.
 */
public final class HuggingFaceLayout implements Layout {

    public static final HuggingFaceLayout MODEL = new HuggingFaceLayout();

    private static final List<Rename> PREFIXES = List.of(
            rename("encoder.class_tokens", "embeddings.cls_token"),
            rename("encoder.positions.table", "embeddings.position_embeddings"),
            rename("encoder.embedding.", "embeddings.patch_embeddings.projection."),
            rename("encoder.blocks.", "encoder.layer."),
            rename("encoder.norm.", "layernorm."));

    private static final NameTable HUB = new NameTable(
            PREFIXES,
            List.of(
                    rename(".attention.projection.", ".attention.output.dense."),
                    rename(".attention.query.", ".attention.attention.query."),
                    rename(".attention.key.", ".attention.attention.key."),
                    rename(".attention.value.", ".attention.attention.value."),
                    rename(".mlp.expand.", ".mlp.fc1."),
                    rename(".mlp.contract.", ".mlp.fc2.")));

    /** The Hub's name, and another name for the same part; the order matters. */
    private static final List<Rename> VARIANTS = List.of(
            rename(".attention.output.dense.", ".attention.o_proj."),
            rename(".attention.attention.query.", ".attention.q_proj."),
            rename(".attention.attention.key.", ".attention.k_proj."),
            rename(".attention.attention.value.", ".attention.v_proj."),
            rename(".norm1.", ".layernorm_before."),
            rename(".norm2.", ".layernorm_after."),
            rename(".mlp.fc1.", ".intermediate.dense."));

    private static final Pattern LAYER = Pattern.compile("^(?:encoder\\.layer|layers)\\.(\\d+)\\.(.*)$");
    private static final Pattern QUERY = Pattern.compile("^(.*\\.attention\\.)query\\.(weight|bias)$");
    private static final Pattern QKV = Pattern.compile("^(.*\\.attention\\.)qkv\\.(weight|bias)$");

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException {
        RenamedTensors renamed = new RenamedTensors();
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            String name = entry.getKey();
            if (!ignores(name)) {
                renamed.put(HUB.toPixio(hubName(name)), name, entry.getValue());
            }
        }
        return withFusedQkv(renamed.tensors());
    }

    private static String hubName(String name) {
        Matcher layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return name;
        }
        String inLayer = "." + layer.group(2);
        if (inLayer.startsWith(".output.dense.")) {
            inLayer = inLayer.replaceFirst("^\\.output\\.dense\\.", ".mlp.fc2.");
        }
        for (Rename variant : VARIANTS) {
            inLayer = inLayer.replace(variant.other(), variant.pixio());
        }
        return "encoder.layer." + layer.group(1) + inLayer;
    }

    private static Map<String, Tensor> withFusedQkv(Map<String, Tensor> weights) {
        Map<String, Tensor> fused = new LinkedHashMap<>(weights);
        for (String name : weights.keySet()) {
            Matcher found = QUERY.matcher(name);
            if (found.matches()) {
                String keyName = found.group(1) + "key." + found.group(2);
                String valueName = found.group(1) + "value." + found.group(2);
                Tensor query = weights.get(name);
                Tensor key = weights.get(keyName);
                Tensor value = weights.get(valueName);
                if (query != null && key != null && value != null) {
                    fused.keySet().removeAll(List.of(name, keyName, valueName));
                    Tensor qkv = torch.cat(new TensorVector(query, key, value), 0); // [3 D, D] or [3 D]
                    fused.put(found.group(1) + "qkv." + found.group(2), qkv);
                }
            }
        }
        return fused;
    }

    @Override
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            Matcher qkv = QKV.matcher(name);
            if (!qkv.matches()) {
                renamed.put(HUB.fromPixio(name), tensor);
                return;
            }
            long width = tensor.size(0) / 3;
            List<String> parts = List.of("query.", "key.", "value.");
            for (int i = 0; i < parts.size(); i++) {
                String part = qkv.group(1) + parts.get(i) + qkv.group(2);
                renamed.put(HUB.fromPixio(part), tensor.narrow(0, i * width, width));
            }
        });
        return renamed;
    }

    /** The mask token, which only distillation uses; the pooler and classifier of ViT; the decoder of ViTMAE. */
    @Override
    public boolean ignores(String name) {
        return name.equals("embeddings.mask_token")
                || name.startsWith("pooler.")
                || name.startsWith("classifier.")
                || name.equals("decoder.mask_token")
                || name.startsWith("decoder.decoder_");
    }
}
