package dev.pixio.weights.config;

import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code preprocessor_config.json} of transformers: how images are normalised and resized for a model.
 *
 * @param mean of each channel of pixels from 0 to 1
 * @param deviation of each channel of pixels from 0 to 1
 * @param notes differences from the resizing of this project, a line each for the user
 */
public record HuggingFaceProcessor(List<Double> mean, List<Double> deviation, List<String> notes) {

    public static final String NAME = "preprocessor_config.json";

    /** Those of ImageNet, by which this project normalises images. */
    public static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);

    public static final List<Double> DEVIATION = List.of(0.229, 0.224, 0.225);

    private static final int LARGEST = 1 << 20;
    private static final int CHANNELS = 3;
    private static final int BICUBIC = 3;
    private static final String WEIGHT = "encoder.embedding.weight";
    private static final String BIAS = "encoder.embedding.bias";

    public HuggingFaceProcessor {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the file in the folder of the weights.
     *
     * @return empty if there is none
     * @throws WeightsException if it is not JSON or has impossible values
     */
    public static Optional<HuggingFaceProcessor> beside(Path weights) throws IOException {
        Path path = weights.resolveSibling(NAME);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        if (Files.size(path) > LARGEST) {
            throw new WeightsException(path + " is too large: " + Files.size(path) + " bytes");
        }
        try {
            return Optional.of(parse(path, JsonMapper.shared().readTree(Files.readAllBytes(path))));
        } catch (JacksonException e) {
            throw new WeightsException(path + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private static HuggingFaceProcessor parse(Path path, JsonNode json) throws WeightsException {
        boolean rescales = json.path("do_rescale").asBoolean(true);
        double factor = rescales ? json.path("rescale_factor").asDouble(1 / 255.0) * 255 : 255;
        if (Math.abs(factor - 1) < 1e-9) {
            factor = 1;
        }
        boolean normalises = json.path("do_normalize").asBoolean(true);
        List<Double> mean = new ArrayList<>();
        List<Double> deviation = new ArrayList<>();
        for (int channel = 0; channel < CHANNELS; channel++) {
            mean.add(normalises ? number(json.path("image_mean"), channel, MEAN) / factor : 0);
            deviation.add((normalises ? number(json.path("image_std"), channel, DEVIATION) : 1) / factor);
        }
        boolean valid = mean.stream().allMatch(Double::isFinite)
                && deviation.stream().allMatch(value -> Double.isFinite(value) && value > 0);
        if (!valid) {
            throw new WeightsException(path + " has an image_mean, image_std or rescale_factor that cannot be used");
        }
        return new HuggingFaceProcessor(
                mean, deviation, resizing(json).map(List::of).orElse(List.of()));
    }

    private static double number(JsonNode values, int channel, List<Double> usual) {
        if (values.isNumber()) {
            return values.asDouble();
        }
        return values.isMissingNode()
                ? usual.get(channel)
                : values.path(channel).asDouble(Double.NaN);
    }

    /** A line if images are not resized bicubically to a shorter side and cropped there. */
    private static Optional<String> resizing(JsonNode json) {
        JsonNode size = json.path("size");
        boolean stretched = size.isNumber() || size.has("height");
        boolean cropped = json.path("do_center_crop").asBoolean(false);
        int edge = size.path("shortest_edge").asInt(0);
        int crop = json.path("crop_size").path("height").asInt(edge);
        boolean bicubic = json.path("resample").asInt(BICUBIC) == BICUBIC;
        if (!json.path("do_resize").asBoolean(true) || (!stretched && edge == crop && bicubic)) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        if (stretched && !cropped) {
            parts.add("stretches images to a fixed size, where the centre is cropped here");
        }
        if (edge != crop) {
            parts.add("resizes to " + edge + " pixels before a crop of " + crop);
        }
        if (!bicubic) {
            parts.add("does not interpolate bicubically, as is done here");
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(NAME + " " + String.join(", and ", parts)
                        + ": unless images have the size of the input, features differ from those of transformers");
    }

    /** Whether images are normalised as in this project. */
    public boolean isImageNet() {
        return mean.equals(MEAN) && deviation.equals(DEVIATION);
    }

    /**
     * The weights of the same model for images that are normalised as in this project: the patch projection is linear, so it
     * can undo one normalisation and apply the other.
     *
     * @param weights under this project's names
     * @return which share the other tensors; closed by the caller or by the scope around the call
     */
    public Map<String, Tensor> adapted(Map<String, Tensor> weights) {
        Tensor kernel = weights.get(WEIGHT); // [D, C, P, P]
        Tensor bias = weights.get(BIAS); // [D]
        if (isImageNet() || kernel == null || bias == null || kernel.dim() != 4 || kernel.size(1) != CHANNELS) {
            return weights;
        }
        Map<String, Tensor> adapted = new LinkedHashMap<>(weights);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor scaled = kernel.to(ScalarType.Double).clone();
            Tensor shift = bias.to(ScalarType.Double).clone();
            IntStream.range(0, CHANNELS).forEach(channel -> {
                Tensor part = scaled.select(1, channel); // [D, P, P]
                double offset = (MEAN.get(channel) - mean.get(channel)) / deviation.get(channel);
                shift.add_(part.flatten(1, 2).sum(1).mul(new Scalar(offset)));
                part.mul_(new Scalar(DEVIATION.get(channel) / deviation.get(channel)));
            });
            adapted.put(WEIGHT, scaled.to(ScalarType.Float));
            adapted.put(BIAS, shift.to(ScalarType.Float));
        }
        return adapted;
    }
}
