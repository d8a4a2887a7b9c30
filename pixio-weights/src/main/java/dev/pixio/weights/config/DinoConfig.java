package dev.pixio.weights.config;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.weights.tensor.WeightsException;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The {@code config.json} of {@code Dinov2Model}, {@code Dinov2WithRegistersModel} and {@code DINOv3ViTModel} of transformers. */
final class DinoConfig {

    static final String DINOV2 = "dinov2";
    static final String DINOV2_REGISTERS = "dinov2_with_registers";
    static final String DINOV3 = "dinov3_vit";

    private static final int LARGEST_RATIO = 64;

    private DinoConfig() {}

    /** Whether the encoder has what these models have and a {@code PixioModel} does not. */
    static boolean isFor(PixioConfig config) {
        return !config.encoder().options().equals(EncoderOptions.NONE);
    }

    /**
     * Checks that one of these models has the shape.
     *
     * @throws WeightsException if transformers has no such model
     */
    static void requireFits(PixioConfig config) throws WeightsException {
        EncoderConfig encoder = config.encoder();
        EncoderOptions options = encoder.options();
        boolean fits = options.layerScale() == LayerScale.PER_CHANNEL && encoder.classTokens() == 1;
        if (!fits) {
            throw new WeightsException("transformers has no model with "
                    + (options.layerScale() == LayerScale.PER_CHANNEL
                            ? "scaled branches and " + encoder.classTokens() + " class tokens"
                            : "registers, gated MLPs or rotary positions and without scaled branches"));
        }
        if (!options.positions().rotates() && mlpRatio(encoder).isEmpty()) {
            throw new WeightsException("Dinov2Model of transformers has MLPs of an integer ratio; this model's of "
                    + hidden(encoder) + " hidden values for a width of " + encoder.width() + " have none");
        }
    }

    /** The content of the file. */
    static ObjectNode json(PixioConfig config, String dtype, double normEpsilon, boolean keyBias) {
        EncoderConfig encoder = config.encoder();
        EncoderOptions options = encoder.options();
        boolean gated = options.mlp() == MlpKind.SWIGLU;
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("hidden_size", encoder.width());
        json.put("num_hidden_layers", encoder.depth());
        json.put("num_attention_heads", encoder.heads());
        if (config.grid().height() == config.grid().width()) {
            json.put("image_size", config.grid().height());
        } else {
            json.putArray("image_size")
                    .add(config.grid().height())
                    .add(config.grid().width());
        }
        json.put("patch_size", config.grid().patchSize());
        json.put("num_channels", config.grid().channels());
        json.put("layer_norm_eps", normEpsilon);
        json.put("drop_path_rate", 0.0);
        json.put("initializer_range", 0.02);
        json.put("layerscale_value", 1.0);
        json.put("apply_layernorm", true);
        json.put("reshape_hidden_states", true);
        json.put("dtype", dtype);
        if (options.positions().rotates()) {
            json.putArray("architectures").add("DINOv3ViTModel");
            json.put("model_type", DINOV3);
            json.put("num_register_tokens", options.registers());
            json.put("intermediate_size", hidden(encoder));
            json.put("hidden_act", gated ? "silu" : "gelu");
            json.put("use_gated_mlp", gated);
            json.put("rope_theta", options.positions().theta());
            json.put("query_bias", true);
            json.put("key_bias", keyBias);
            json.put("value_bias", true);
            json.put("proj_bias", true);
            json.put("mlp_bias", true);
            json.put("attention_dropout", 0.0);
            return json;
        }
        boolean registers = options.registers() > 0;
        json.putArray("architectures").add(registers ? "Dinov2WithRegistersModel" : "Dinov2Model");
        json.put("model_type", registers ? DINOV2_REGISTERS : DINOV2);
        if (registers) {
            json.put("num_register_tokens", options.registers());
        }
        json.put("mlp_ratio", mlpRatio(encoder).orElseThrow());
        json.put("hidden_act", "gelu");
        json.put("use_swiglu_ffn", gated);
        json.put("qkv_bias", true);
        json.put("hidden_dropout_prob", 0.0);
        json.put("attention_probs_dropout_prob", 0.0);
        if (!registers) {
            json.put("use_mask_token", false);
        }
        return json;
    }

    /** The hidden width of an MLP. */
    static int hidden(EncoderConfig encoder) {
        return (int) Math.round(encoder.width() * encoder.mlpRatio());
    }

    /** The ratio by which {@code Dinov2Model} computes the hidden width: that of a gated MLP is two thirds of it, a multiple of 8. */
    private static OptionalInt mlpRatio(EncoderConfig encoder) {
        return IntStream.rangeClosed(1, LARGEST_RATIO)
                .filter(ratio ->
                        hidden(encoder.width(), ratio, encoder.options().mlp()) == hidden(encoder))
                .findFirst();
    }

    /** The hidden width that {@code Dinov2Model} has for a ratio. */
    static int hidden(int width, int ratio, MlpKind mlp) {
        int whole = width * ratio;
        return mlp == MlpKind.GELU ? whole : (whole * 2 / 3 + 7) / 8 * 8;
    }
}
