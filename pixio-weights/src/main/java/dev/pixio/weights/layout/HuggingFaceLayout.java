package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.layout.JoinedTensors.MissingBias;
import dev.pixio.weights.layout.NameTable.Rename;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code PixioModel}, {@code PixioBackbone}, {@code ViTModel}, {@code ViTMAEModel}, {@code Dinov2Model}, {@code
 * Dinov2WithRegistersModel} and {@code DINOv3ViTModel} of transformers, with separate queries, keys and values. Three sets of
 * names are read: of the files on the Hub, of files saved by version 5, and of the modules in memory. Those of the Hub are
 * written, because every version reads them.
 */
public final class HuggingFaceLayout implements Layout {

    public static final HuggingFaceLayout MODEL = new HuggingFaceLayout();

    private static final List<Rename> PREFIXES = List.of(
            rename("encoder.class_tokens", "embeddings.cls_token"),
            rename("encoder.registers", "embeddings.register_tokens"),
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
                    rename(".mlp.contract.", ".mlp.fc2."),
                    rename(".layer_scale1.gamma", ".layer_scale1.lambda1"),
                    rename(".layer_scale2.gamma", ".layer_scale2.lambda1")));

    /** The Hub's name, and another name for the same part; the order matters. */
    private static final List<Rename> VARIANTS = List.of(
            rename(".attention.output.dense.", ".attention.o_proj."),
            rename(".attention.attention.query.", ".attention.q_proj."),
            rename(".attention.attention.key.", ".attention.k_proj."),
            rename(".attention.attention.value.", ".attention.v_proj."),
            rename(".norm1.", ".layernorm_before."),
            rename(".norm2.", ".layernorm_after."),
            rename(".mlp.fc1.", ".intermediate.dense."),
            rename(".mlp.fc1.", ".mlp.weights_in."),
            rename(".mlp.fc2.", ".mlp.weights_out."),
            rename(".mlp.fc2.", ".mlp.down_proj."));

    private static final Pattern LAYER =
            Pattern.compile("^(?:encoder\\.layer|(?:model\\.)?layer|layers)\\.(\\d+)\\.(.*)$");

    private static final String MASK_TOKEN = "embeddings.mask_token";
    private static final String QKV = "attention.qkv.";
    private static final List<String> QKV_PARTS = List.of("attention.query.", "attention.key.", "attention.value.");
    private static final String EXPAND = "mlp.expand.";
    private static final String GATE = "mlp.gate_proj.";
    private static final String UP = "mlp.up_proj.";

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException {
        boolean rotary = HuggingFaceRotary.matches(weights);
        RenamedTensors renamed = new RenamedTensors();
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            String name = entry.getKey();
            boolean empty = name.equals("embeddings.register_tokens")
                    && entry.getValue().numel() == 0;
            if (!ignores(name) && !empty) {
                renamed.put(
                        HUB.toPixio(hubName(rotary ? HuggingFaceRotary.hubName(name) : name)), name, entry.getValue());
            }
        }
        Map<String, Tensor> joined = new LinkedHashMap<>(renamed.tensors());
        JoinedTensors tensors = new JoinedTensors(joined);
        tensors.join(QKV_PARTS, QKV, rotary ? MissingBias.ZERO : MissingBias.REPORTED);
        tensors.join(List.of(GATE, UP), EXPAND, MissingBias.REPORTED);
        tensors.join(List.of(UP), EXPAND, MissingBias.REPORTED); // of MLPs without a gate
        return joined;
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

    @Override
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> apart = JoinedTensors.split(weights, QKV, QKV_PARTS);
        if (!weights.containsKey("encoder.positions.table")) {
            return HuggingFaceRotary.fromPixio(apart, isGated(weights));
        }
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        boolean gated = isGated(weights);
        apart.forEach((name, tensor) -> {
            String hub = HUB.fromPixio(name);
            String file = gated
                    ? hub.replace(".mlp.fc1.", ".mlp.weights_in.").replace(".mlp.fc2.", ".mlp.weights_out.")
                    : hub;
            renamed.put(file, tensor);
        });
        return renamed;
    }

    /** Zeros for the mask tokens that models with registers have and do not use, so that nothing is missing in a file. */
    public static Map<String, Tensor> unused(PixioConfig config, ScalarType dtype) {
        EncoderOptions options = config.encoder().options();
        long width = config.encoder().width();
        if (options.positions().rotates()) {
            return Map.of(MASK_TOKEN, Tensors.zeros(dtype, 1, 1, width));
        }
        return options.registers() > 0 ? Map.of(MASK_TOKEN, Tensors.zeros(dtype, 1, width)) : Map.of();
    }

    private static boolean isGated(Map<String, Tensor> weights) {
        Tensor expand = weights.get("encoder.blocks.0.mlp.expand.weight");
        Tensor contract = weights.get("encoder.blocks.0.mlp.contract.weight");
        return expand != null && contract != null && expand.size(0) == 2 * contract.size(1);
    }

    /** The mask token, which only distillation uses; the pooler and classifier of ViT; the decoder of ViTMAE. */
    @Override
    public boolean ignores(String name) {
        return name.equals(MASK_TOKEN)
                || name.startsWith("pooler.")
                || name.startsWith("classifier.")
                || name.equals("decoder.mask_token")
                || name.startsWith("decoder.decoder_");
    }
}
