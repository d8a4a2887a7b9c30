package dev.pixio.weights.config;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Normalization;
import dev.pixio.weights.layout.StatedSize;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code config.json} of transformers: reads the settings that tensors do not contain, and writes the file.
 *
 * @param type of the model, one of {@link #TYPES}
 * @param heads number of attention heads, if the file has it
 * @param normEpsilon of the layer norms; empty if there is no file
 * @param rotary of rotary positions
 * @param imageSize if the file has it
 * @param sizes that the file states and the tensors contain, too
 */
public record HuggingFaceConfig(
        String type,
        OptionalInt heads,
        OptionalDouble normEpsilon,
        StatedRotary rotary,
        Optional<StatedSize> imageSize,
        HuggingFaceSizes sizes) {

    public static final String NAME = "config.json";

    private static final String PIXIO = "pixio";

    /** The types that are read. */
    private static final List<String> TYPES =
            List.of(PIXIO, "vit", "vit_mae", DinoConfig.DINOV2, DinoConfig.DINOV2_REGISTERS, DinoConfig.DINOV3);

    /** The epsilon of a file that does not have it, as in transformers. */
    private static final Map<String, Double> EPSILONS = Map.of(
            PIXIO,
            Normalization.EPSILON,
            DinoConfig.DINOV2,
            1e-6,
            DinoConfig.DINOV2_REGISTERS,
            1e-6,
            DinoConfig.DINOV3,
            1e-5);

    private static final double OTHER_EPSILON = 1e-12;

    private static final int LARGEST = 1 << 20;

    /** Reads the file in the folder of the weights; empty if there is none. */
    public static HuggingFaceConfig beside(Path weights) throws IOException {
        Path path = weights.resolveSibling(NAME);
        if (!Files.isRegularFile(path)) {
            return new HuggingFaceConfig(
                    PIXIO,
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    StatedRotary.NONE,
                    Optional.empty(),
                    HuggingFaceSizes.NONE);
        }
        if (Files.size(path) > LARGEST) {
            throw new WeightsException(
                    path + " is too large for a model's configuration: " + Files.size(path) + " bytes");
        }
        JsonNode config;
        try {
            config = JsonMapper.shared().readTree(Files.readAllBytes(path));
        } catch (JacksonException e) {
            throw new WeightsException(path + " is not JSON: " + e.getOriginalMessage());
        }
        String type = config.path("model_type").asString(PIXIO);
        if (!TYPES.contains(type)) {
            throw new WeightsException(path + " describes a model of type '" + type + "'; Pixio reads "
                    + String.join(", ", TYPES.subList(0, TYPES.size() - 1)) + " and " + TYPES.get(TYPES.size() - 1));
        }
        boolean gated = config.path("use_gated_mlp").asBoolean(false);
        require(path, config, "hidden_act", gated ? "\"silu\"" : "\"gelu\"");
        require(path, config, "qkv_bias", "true");
        OptionalInt heads = heads(path, config.path("num_attention_heads"));
        double epsilon = config.path("layer_norm_eps").asDouble(EPSILONS.getOrDefault(type, OTHER_EPSILON));
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw new WeightsException(path + " has layer_norm_eps " + config.path("layer_norm_eps")
                    + ", which must be at least 0 and less than 1");
        }
        return new HuggingFaceConfig(
                type,
                heads,
                OptionalDouble.of(epsilon),
                type.equals(DinoConfig.DINOV3) ? rotary(path, config) : StatedRotary.NONE,
                ImageSizeSetting.ofTransformers(config),
                HuggingFaceSizes.of(config));
    }

    private static StatedRotary rotary(Path path, JsonNode config) throws WeightsException {
        double theta = config.path("rope_theta").asDouble(StatedRotary.PUBLISHED_THETA);
        if (!(theta > 1 && Double.isFinite(theta))) {
            throw new WeightsException(
                    path + " has rope_theta " + config.path("rope_theta") + "; it must be a number of more than 1");
        }
        return ImageSizeSetting.ofTransformers(config)
                .map(size -> new StatedRotary(theta, OptionalInt.of(size.height()), OptionalInt.of(size.width())))
                .orElse(new StatedRotary(theta, OptionalInt.empty(), OptionalInt.empty()));
    }

    private static OptionalInt heads(Path path, JsonNode heads) throws WeightsException {
        if (heads.isMissingNode() || heads.isNull()) {
            return OptionalInt.empty();
        }
        if (!heads.isInt() || heads.asInt() < 1) {
            throw new WeightsException(
                    path + " has num_attention_heads " + heads + "; it must be a whole number of at least 1");
        }
        return OptionalInt.of(heads.asInt());
    }

    /** Whether the model is a {@code PixioModel}, whose processor normalises images as this project. */
    public boolean isPixio() {
        return type.equals(PIXIO);
    }

    /** These are constants in a Pixio. */
    private static void require(Path path, JsonNode config, String name, String value) throws WeightsException {
        JsonNode given = config.path(name);
        if (!given.isMissingNode() && !given.toString().equals(value)) {
            throw new WeightsException(path + " has " + name + " " + given + "; Pixio supports only " + value);
        }
    }

    /**
     * Checks that transformers has a model of a shape.
     *
     * @throws WeightsException if there is none
     */
    public static void requireFits(PixioConfig config) throws WeightsException {
        double ratio = config.encoder().mlpRatio();
        if (DinoConfig.isFor(config)) {
            DinoConfig.requireFits(config);
        } else if (ratio != Math.rint(ratio)) {
            throw new WeightsException("transformers supports only integer MLP ratios; this model's is " + ratio);
        }
    }

    /**
     * The content of {@code config.json} for {@code from_pretrained} of {@code PixioModel}, or of the model of DINOv2 or DINOv3 that has
     * the options of the encoder.
     *
     * @param normEpsilon of the layer norms
     * @param keyBias whether the weights of DINOv3 have a bias of keys
     */
    public static String json(PixioConfig config, String dtype, double normEpsilon, boolean keyBias) {
        if (DinoConfig.isFor(config)) {
            return DinoConfig.json(config, dtype, normEpsilon, keyBias).toPrettyString() + "\n";
        }
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putArray("architectures").add("PixioModel");
        json.put("model_type", "pixio");
        json.put("hidden_size", config.encoder().width());
        json.put("num_hidden_layers", config.encoder().depth());
        json.put("num_attention_heads", config.encoder().heads());
        json.put("mlp_ratio", (int) config.encoder().mlpRatio());
        json.put("n_cls_tokens", config.encoder().classTokens());
        json.put("image_size", config.grid().height());
        json.put("patch_size", config.grid().patchSize());
        json.put("num_channels", config.grid().channels());
        json.put("hidden_act", "gelu");
        json.put("layer_norm_eps", normEpsilon);
        json.put("qkv_bias", true);
        json.put("hidden_dropout_prob", 0.0);
        json.put("attention_probs_dropout_prob", 0.0);
        json.put("drop_path_rate", 0.0);
        json.put("initializer_range", 0.02);
        json.put("apply_layernorm", true);
        json.put("reshape_hidden_states", true);
        json.put("dtype", dtype);
        return json.toPrettyString() + "\n";
    }

    /** The settings of {@code AutoImageProcessor.from_pretrained}: image size, and mean and standard deviation of ImageNet. */
    public static String preprocessorJson(PixioConfig config) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("image_processor_type", "BitImageProcessor");
        json.put("do_convert_rgb", true);
        json.put("do_resize", true);
        json.putObject("size")
                .put(
                        "shortest_edge",
                        Math.max(config.grid().height(), config.grid().width()));
        json.put("resample", 3); // bicubic
        json.put("do_center_crop", true);
        json.putObject("crop_size")
                .put("height", config.grid().height())
                .put("width", config.grid().width());
        json.put("do_rescale", true);
        json.put("rescale_factor", 1 / 255.0);
        json.put("do_normalize", true);
        HuggingFaceProcessor.MEAN.forEach(json.withArray("image_mean")::add);
        HuggingFaceProcessor.DEVIATION.forEach(json.withArray("image_std")::add);
        return json.toPrettyString() + "\n";
    }
}
