package dev.pixio.weights.config;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Sizes in a {@code config.json} of transformers that the tensors contain, too. Weights of other sizes belong to another
 * configuration, whose number of heads may be another.
 *
 * @param values the settings of the file that are not null, by name
 */
public record HuggingFaceSizes(Map<String, JsonNode> values) {

    /** No sizes. */
    static final HuggingFaceSizes NONE = new HuggingFaceSizes(Map.of());

    private static final String IMAGE_SIZE = "image_size";
    private static final String MLP_RATIO = "mlp_ratio";
    private static final List<String> GATED = List.of("use_swiglu_ffn", "use_gated_mlp");

    static HuggingFaceSizes of(JsonNode config) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : config.properties()) {
            if (!property.getValue().isNull()) {
                values.put(property.getKey(), property.getValue());
            }
        }
        return new HuggingFaceSizes(values);
    }

    /**
     * Compares the sizes with those of the weights.
     *
     * @throws WeightsException with the first setting that contradicts them
     */
    public void requireMatch(PixioConfig model) throws WeightsException {
        require("hidden_size", model.encoder().width());
        require("num_hidden_layers", model.encoder().depth());
        require(
                "intermediate_size",
                Math.rint(model.encoder().width() * model.encoder().mlpRatio()));
        requireMlp(model.encoder());
        require("num_register_tokens", model.encoder().options().registers());
        require("n_cls_tokens", model.encoder().classTokens());
        require("patch_size", model.grid().patchSize(), model.grid().patchSize());
        require(IMAGE_SIZE, model.grid().height(), model.grid().width());
        require("num_channels", model.grid().channels());
    }

    /** The ratio of a gated MLP is of the MLP that it replaces. */
    private void requireMlp(EncoderConfig encoder) throws WeightsException {
        MlpKind kind = encoder.options().mlp();
        for (String name : GATED) {
            JsonNode value = values.get(name);
            if (value != null && value.asBoolean(false) != (kind == MlpKind.SWIGLU)) {
                throw contradiction(name, value, kind == MlpKind.SWIGLU ? "gated MLPs" : "MLPs without gates");
            }
        }
        JsonNode ratio = values.get(MLP_RATIO);
        boolean matches = kind == MlpKind.SWIGLU
                && ratio != null
                && ratio.isInt()
                && DinoConfig.hidden(encoder.width(), ratio.asInt(), kind) == DinoConfig.hidden(encoder);
        if (!matches) {
            require(MLP_RATIO, encoder.mlpRatio());
        }
    }

    private void require(String name, double size) throws WeightsException {
        JsonNode value = values.get(name);
        if (value != null && !(value.isNumber() && value.asDouble() == size)) {
            throw contradiction(name, value, number(size));
        }
    }

    /** A size of both sides, or a list of height and width. */
    private void require(String name, int height, int width) throws WeightsException {
        JsonNode value = values.get(name);
        if (value == null) {
            return;
        }
        JsonNode first = value.isArray() ? value.path(0) : value;
        JsonNode last = value.isArray() ? value.path(value.size() - 1) : value;
        boolean numbers = first.isNumber() && last.isNumber() && (!value.isArray() || value.size() <= 2);
        if (!numbers || first.asDouble() != height || last.asDouble() != width) {
            throw contradiction(name, value, height == width ? number(height) : "[" + height + ", " + width + "]");
        }
    }

    private static WeightsException contradiction(String name, JsonNode value, String size) {
        return new WeightsException(HuggingFaceConfig.NAME + " has " + name + " " + value + ", but the weights have "
                + size + "; use the config.json that belongs to the weights");
    }

    private static String number(double size) {
        return size == Math.rint(size) ? Long.toString((long) size) : Double.toString(size);
    }
}
