package dev.pixio.onnx.runtime;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The metadata in the file of an exported model with a head. The graph has the input {@link EncoderMetadata#PIXELS}, float {@code
 * [batch, channels, H, W]}, and the output {@link #ESTIMATES}: probabilities of classes {@code [batch, classes]} for classification and {@code
 * [batch, classes, H, W]} for segmentation, and metres {@code [batch, 1, H, W]} for depth.
 *
 * @param task what is predicted
 * @param height of the input in pixels
 * @param width of the input in pixels
 * @param stride of windows over larger images, downwards and to the right; of no meaning for classification
 * @param classes names, in the order of the output; empty for depth
 * @param input which channels and which scale images have, and how they are normalised
 * @param fit of images for classification
 * @param margin factor by which images for classification are resized beyond the input; see {@link Framing}
 */
public record TaskMetadata(
        Task task,
        int height,
        int width,
        ImageSize stride,
        List<String> classes,
        ImageInput input,
        Framing.Fit fit,
        double margin) {

    /** The output. */
    public static final String ESTIMATES = "estimates";

    /** What a model predicts. */
    public enum Task {
        CLASSIFICATION,
        SEGMENTATION,
        DEPTH;

        /** The name in files. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String PREFIX = "pixio.";
    private static final String TASK = PREFIX + "onnx_task";

    public TaskMetadata {
        classes = List.copyOf(classes);
        if (height < 1 || width < 1 || stride.height() > height || stride.width() > width) {
            throw new IllegalArgumentException(
                    "windows of " + width + " x " + height + " pixels cannot be " + stride.brief() + " pixels apart");
        }
        if (classes.isEmpty() != (task == Task.DEPTH)) {
            throw new IllegalArgumentException(
                    "a model for " + task.id() + " cannot have " + classes.size() + " classes");
        }
    }

    /** How images are normalised. */
    PixelScale scale() {
        return new PixelScale(input.mean(), input.deviation());
    }

    /** Number of channels of an image. */
    public int channels() {
        return input.channels();
    }

    /** The metadata as key-value pairs, for the file. */
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put(TASK, task.id());
        map.put(PREFIX + "image_height", Integer.toString(height));
        map.put(PREFIX + "image_width", Integer.toString(width));
        map.put(PREFIX + "stride", stride.brief());
        map.put(
                PREFIX + "classes",
                classes.stream().map(name -> name.replace('\n', ' ')).collect(Collectors.joining("\n")));
        map.put(PREFIX + "mean", numbers(input.mean()));
        map.put(PREFIX + "deviation", numbers(input.deviation()));
        map.put(PREFIX + "framing", fit.name().toLowerCase(Locale.ROOT));
        map.put(PREFIX + "margin", Double.toString(margin));
        if (!input.isRgb8()) {
            map.put(EncoderMetadata.INPUT, input.toText());
        }
        return map;
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * Parses the result of {@link #toMap}.
     *
     * @throws IllegalArgumentException in one line, if the file is of another kind
     */
    public static TaskMetadata of(Map<String, String> map) {
        String name = Optional.ofNullable(map.get(TASK))
                .orElseThrow(() -> new IllegalArgumentException(
                        "it is no model with a head that Pixio exported: its metadata has no '" + TASK + "'"));
        Task task = Arrays.stream(Task.values())
                .filter(each -> each.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its task is '" + name + "'"));
        try {
            String classes = text(map, "classes");
            return new TaskMetadata(
                    task,
                    Integer.parseInt(text(map, "image_height")),
                    Integer.parseInt(text(map, "image_width")),
                    ImageSize.parse(text(map, "stride")),
                    classes.isEmpty() ? List.of() : List.of(classes.split("\n", -1)),
                    EncoderMetadata.input(
                            map, new PixelScale(parsed(text(map, "mean")), parsed(text(map, "deviation")))),
                    Framing.Fit.valueOf(text(map, "framing").toUpperCase(Locale.ROOT)),
                    Double.parseDouble(text(map, "margin")));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("its metadata has an invalid number: " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, String> map, String name) {
        return Optional.ofNullable(map.get(PREFIX + name))
                .orElseThrow(() -> new IllegalArgumentException("its metadata has no '" + PREFIX + name + "'"));
    }

    private static List<Double> parsed(String numbers) {
        return Arrays.stream(numbers.split(",", -1)).map(Double::valueOf).toList();
    }
}
