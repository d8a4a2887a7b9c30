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
import org.jspecify.annotations.Nullable;

/**
 * The metadata in the file of an exported encoder: everything needed to prepare its input and to read its outputs. The
 * graph has the input {@link #PIXELS}, float {@code [batch, 3, H, W]}, and the outputs {@link #CLASS_TOKENS} {@code
 * [batch, K, D]}, {@link #PATCH_TOKENS} {@code [batch, N, D]} and {@link #POOLED} {@code [batch, D]}, the mean of the
 * class tokens.
 *
 * @param height of the input in pixels
 * @param width of the input in pixels
 * @param patchSize side of a patch in pixels
 * @param classTokens K
 * @param dimension D, the width of a token
 * @param block the block whose tokens are output, from 1
 * @param norm whether tokens are taken before or after the final norm
 * @param fit whether images of another aspect ratio are cropped or letterboxed
 * @param provenance the origin of the encoder, as free key-value pairs
 * @param input which channels and which scale images have, and how they are normalised for {@link #PIXELS}
 * @param sizes whether the graph takes images of other sizes
 */
public record EncoderMetadata(
        int height,
        int width,
        int patchSize,
        int classTokens,
        int dimension,
        int block,
        Norm norm,
        Framing.Fit fit,
        Map<String, String> provenance,
        ImageInput input,
        Sizes sizes) {

    /** The input: normalised images, float {@code [batch, 3, H, W]}, or of other channels. */
    public static final String PIXELS = "pixels";

    /** The class tokens, float {@code [batch, K, D]}. */
    public static final String CLASS_TOKENS = "class_tokens";

    /** The patch tokens in row order, float {@code [batch, N, D]}. */
    public static final String PATCH_TOKENS = "patch_tokens";

    /** The image's features, float {@code [batch, D]}. */
    public static final String POOLED = "pooled";

    /** Whether tokens are taken before or after the final norm. */
    public enum Norm {
        BEFORE,
        AFTER
    }

    /** Which images the graph takes. */
    public enum Sizes {
        /** Those of one height and width. */
        FIXED,
        /** Those of any height and width that the patch size divides; positions are interpolated. */
        FREE
    }

    private static final String PREFIX = "pixio.";
    private static final String FORMAT = PREFIX + "onnx";
    private static final String VERSION = "1";
    private static final String PROVENANCE = PREFIX + "provenance.";
    static final String INPUT = PREFIX + "input";
    private static final String SIZES = PREFIX + "sizes";

    public EncoderMetadata {
        provenance = Map.copyOf(provenance);
    }

    /** How images are normalised for {@link #PIXELS}. */
    public PixelScale scale() {
        return new PixelScale(input.mean(), input.deviation());
    }

    /** Of images of one size. */
    public EncoderMetadata(
            int height,
            int width,
            int patchSize,
            int classTokens,
            int dimension,
            int block,
            Norm norm,
            Framing.Fit fit,
            Map<String, String> provenance,
            ImageInput input) {
        this(height, width, patchSize, classTokens, dimension, block, norm, fit, provenance, input, Sizes.FIXED);
    }

    /**
     * For images of another size.
     *
     * @throws IllegalArgumentException if the graph does not take such images
     */
    public EncoderMetadata withSize(ImageSize size) {
        if (size.height() == height && size.width() == width) {
            return this;
        }
        if (sizes == Sizes.FIXED) {
            throw new IllegalArgumentException("it takes images of " + new ImageSize(height, width).brief()
                    + " pixels alone, not of " + size.brief() + "; export it with --dynamic-size");
        }
        if (size.height() % patchSize != 0 || size.width() % patchSize != 0) {
            throw new IllegalArgumentException(
                    "the image size " + size.brief() + " is no multiple of the patch size " + patchSize);
        }
        return new EncoderMetadata(
                size.height(),
                size.width(),
                patchSize,
                classTokens,
                dimension,
                block,
                norm,
                fit,
                provenance,
                input,
                sizes);
    }

    /** Number of channels of an image. */
    public int channels() {
        return input.channels();
    }

    /** N, the number of patches. */
    public int patches() {
        return height / patchSize * (width / patchSize);
    }

    /** How images are resized to the input size. */
    public Framing framing() {
        return new Framing(fit, height, width, 1);
    }

    /** The metadata as key-value pairs, for the file. */
    public Map<String, String> toMap() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, VERSION);
        metadata.put(PREFIX + "image_height", Integer.toString(height));
        metadata.put(PREFIX + "image_width", Integer.toString(width));
        metadata.put(PREFIX + "patch_size", Integer.toString(patchSize));
        metadata.put(PREFIX + "class_tokens", Integer.toString(classTokens));
        metadata.put(PREFIX + "dimension", Integer.toString(dimension));
        metadata.put(PREFIX + "block", Integer.toString(block));
        metadata.put(PREFIX + "norm", lower(norm));
        metadata.put(PREFIX + "pooling", "class-mean");
        metadata.put(PREFIX + "mean", numbers(input.mean()));
        metadata.put(PREFIX + "deviation", numbers(input.deviation()));
        metadata.put(PREFIX + "framing", lower(fit));
        if (input.isRgb8()) {
            metadata.put(PREFIX + "resize", "pillow-bicubic-antialiased");
        } else {
            metadata.put(PREFIX + "resize", "bicubic-antialiased");
            metadata.put(INPUT, input.toText());
        }
        if (sizes == Sizes.FREE) {
            metadata.put(SIZES, lower(sizes));
        }
        provenance.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> metadata.put(PROVENANCE + entry.getKey(), entry.getValue()));
        return metadata;
    }

    /**
     * Parses the result of {@link #toMap}.
     *
     * @throws IllegalArgumentException with a message that names the missing or invalid entry
     */
    public static EncoderMetadata of(Map<String, String> metadata) {
        String format = metadata.get(FORMAT);
        if (format == null) {
            throw new IllegalArgumentException(
                    "it was not exported by Pixio: its metadata has no '" + FORMAT + "'; see pixio export onnx");
        }
        if (!format.equals(VERSION)) {
            throw new IllegalArgumentException(
                    "its metadata has version " + format + ", and this version of Pixio reads " + VERSION);
        }
        Map<String, String> provenance = metadata.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PROVENANCE))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(PROVENANCE.length()), Map.Entry::getValue));
        PixelScale scale = new PixelScale(numbers(metadata, "mean"), numbers(metadata, "deviation"));
        return new EncoderMetadata(
                positive(metadata, "image_height"),
                positive(metadata, "image_width"),
                positive(metadata, "patch_size"),
                positive(metadata, "class_tokens"),
                positive(metadata, "dimension"),
                positive(metadata, "block"),
                choice(metadata, "norm", Norm.values()),
                choice(metadata, "framing", Framing.Fit.values()),
                provenance,
                input(metadata, scale),
                metadata.containsKey(SIZES) ? choice(metadata, "sizes", Sizes.values()) : Sizes.FIXED);
    }

    /** The input of the images of a file; of 8-bit RGB if it states none. */
    static ImageInput input(Map<String, String> metadata, PixelScale scale) {
        String text = metadata.get(INPUT);
        if (text == null) {
            if (scale.mean().size() != ImageInput.RGB.channels()) {
                throw invalid("mean", numbers(scale.mean()), null);
            }
            return ImageInput.RGB.withStatistics(scale.mean(), scale.deviation());
        }
        ImageInput input = ImageInput.parse(text);
        if (!input.mean().equals(scale.mean()) || !input.deviation().equals(scale.deviation())) {
            throw new IllegalArgumentException(
                    "its metadata contradicts itself: mean and deviation of '" + INPUT + "' are others");
        }
        return input;
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String text(Map<String, String> metadata, String name) {
        return Optional.ofNullable(metadata.get(PREFIX + name))
                .orElseThrow(() -> new IllegalArgumentException("its metadata has no '" + PREFIX + name + "'"));
    }

    private static int positive(Map<String, String> metadata, String name) {
        String text = text(metadata, name);
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw invalid(name, text, null);
        }
        return Integer.parseInt(text);
    }

    private static List<Double> numbers(Map<String, String> metadata, String name) {
        String text = text(metadata, name);
        try {
            return Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
        } catch (NumberFormatException e) {
            throw invalid(name, text, e);
        }
    }

    private static <E extends Enum<E>> E choice(Map<String, String> metadata, String name, E[] all) {
        String text = text(metadata, name);
        return Arrays.stream(all)
                .filter(each -> lower(each).equals(text))
                .findFirst()
                .orElseThrow(() -> invalid(name, text, null));
    }

    private static IllegalArgumentException invalid(String name, String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "its metadata has the invalid value '" + text + "' for '" + PREFIX + name + "'", cause);
    }
}
