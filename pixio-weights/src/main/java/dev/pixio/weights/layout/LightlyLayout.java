package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * lightly's example {@code pixio.py}: a timm backbone, and one of two decoders. {@code PixioDecoderTIMM} (lightly 1.5.26 to
 * 1.6) contains its embedding and its head; with {@code MaskedVisionTransformerDecoderTIMM} (from 1.6) they are modules of their
 * own.
 */
public final class LightlyLayout implements Layout {

    public static final LightlyLayout WHOLE_DECODER = new LightlyLayout(new NameTable(
            List.of(
                    rename("decoder.embedding.", "decoder.decoder_embed."),
                    rename("decoder.positions.table", "decoder.decoder_pos_embed"),
                    rename("decoder.blocks.", "decoder.decoder_blocks."),
                    rename("decoder.norm.", "decoder.decoder_norm."),
                    rename("decoder.head.", "decoder.decoder_pred.")),
            RenamedLayout.TIMM_BLOCK));

    public static final LightlyLayout SPLIT_DECODER = new LightlyLayout(new NameTable(
            List.of(
                    rename("decoder.embedding.", "decoder_embed."),
                    rename("decoder.positions.table", "decoder.pos_embed"),
                    rename("decoder.blocks.", "decoder.blocks."),
                    rename("decoder.head.", "prediction_head.")),
            RenamedLayout.TIMM_BLOCK));

    /** The number of classes of timm's classifier, which the example creates and does not use. */
    private static final long CLASSES = 1000;

    private static final String MASK_TOKEN = "backbone.mask_token";
    private static final TimmLayout BACKBONE = new TimmLayout("backbone.vit.");

    private final NameTable decoder;

    private LightlyLayout(NameTable decoder) {
        this.decoder = decoder;
    }

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException {
        RenamedTensors renamed = new RenamedTensors();
        for (Map.Entry<String, Tensor> entry : BACKBONE.toPixio(weights).entrySet()) {
            String name = entry.getKey();
            if (!ignores(name)) {
                renamed.put(name.startsWith("encoder.") ? name : decoder.toPixio(name), name, entry.getValue());
            }
        }
        return renamed.tensors();
    }

    @Override
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        BACKBONE.fromPixio(weights)
                .forEach((name, tensor) ->
                        renamed.put(name.startsWith("backbone.") ? name : decoder.fromPixio(name), tensor));
        return renamed;
    }

    /** The mask token of the backbone and the classifier: created by lightly and timm, and not used by the example. */
    @Override
    public boolean ignores(String name) {
        return name.equals(MASK_TOKEN) || BACKBONE.ignores(name);
    }

    /** Zeros for the weights that the example has and does not use, so that it loads a file with {@code strict=True}. */
    public static Map<String, Tensor> unused(PixioConfig config, ScalarType dtype) {
        long width = config.encoder().width();
        Map<String, Tensor> unused = new LinkedHashMap<>();
        unused.put(MASK_TOKEN, Tensors.zeros(dtype, 1, 1, width));
        unused.put("backbone.vit.head.weight", Tensors.zeros(dtype, CLASSES, width));
        unused.put("backbone.vit.head.bias", Tensors.zeros(dtype, CLASSES));
        return unused;
    }
}
