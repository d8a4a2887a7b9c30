package dev.pixio.embed;

import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The weights and settings that features depend on, stored with the features. Features of different origins cannot be
 * mixed.
 *
 * @param weights path of the weights; ignored in comparisons
 * @param fingerprint digest of the weights' values
 * @param heads attention heads of the encoder; empty in files of versions that did not store it
 * @param pooling how tokens became features, {@code class-mean}
 * @param block the block whose output was used
 * @param norm {@code before} or {@code after} the final norm
 * @param imageSize the encoder's input size, {@code HEIGHTxWIDTH}
 * @param fit {@code crop} or {@code letterbox}
 * @param margin factor by which images were resized beyond the input size before the centre crop
 * @param precision of matrix products
 * @param shape of the features of one image
 */
public record FeatureOrigin(
        String weights,
        String fingerprint,
        OptionalInt heads,
        String pooling,
        int block,
        String norm,
        String imageSize,
        String fit,
        double margin,
        String precision,
        List<Long> shape) {

    /** Values of an image's features, whose size in bytes is an integer. */
    private static final int LONGEST = Integer.MAX_VALUE / Float.BYTES;

    public FeatureOrigin {
        // An origin may be read from a damaged file.
        if (Stream.of(weights, fingerprint, pooling, norm, imageSize, fit, precision, shape)
                .anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("a part of the features' origin is missing");
        }
        if (shape.isEmpty() || shape.stream().anyMatch(length -> length == null || length < 1 || length > LONGEST)) {
            throw new IllegalArgumentException("features have no shape " + shape);
        }
        shape = List.copyOf(shape);
        if (shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b) > LONGEST) {
            throw new IllegalArgumentException("features of the shape " + shape + " are too large");
        }
    }

    static FeatureOrigin of(
            Path weights,
            String fingerprint,
            int heads,
            FeatureChoice choice,
            Framing framing,
            Precision precision,
            long[] shape) {
        return new FeatureOrigin(
                weights.toString(),
                fingerprint,
                OptionalInt.of(heads),
                choice.pooling().toString(),
                choice.block(),
                choice.norm().id(),
                new ImageSize(framing.height(), framing.width()).toString(),
                framing.fit().name().toLowerCase(Locale.ROOT),
                framing.margin(),
                precision.toString(),
                Arrays.stream(shape).boxed().toList());
    }

    /** The number of values in the features of one image. */
    public int dimension() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /**
     * The settings that compute such features again, on the default device.
     *
     * @throws IllegalArgumentException if the origin is of no encoder: it may be read from a damaged file
     */
    public EncoderSettings settings() {
        ImageSize size = ImageSize.parse(imageSize);
        Framing.Fit framed = Arrays.stream(Framing.Fit.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(fit))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("images cannot be fitted by " + fit));
        EncoderSettings settings = EncoderSettings.defaults()
                .withPooling(Pooling.named(pooling))
                .withBlock(block)
                .withNorm(FinalNorm.named(norm))
                .withPrecision(precision)
                .withFraming(new Framing(framed, size.height(), size.width(), margin));
        return heads.isPresent() ? settings.withHeads(heads.getAsInt()) : settings;
    }

    /** In one line, without the path of the weights: equal for equal features. */
    public String withoutPath() {
        return new FeatureOrigin("", fingerprint, heads, pooling, block, norm, imageSize, fit, margin, precision, shape)
                .toString();
    }

    /** The differences from another origin as text, {@code block is 6, not 12}; empty if the features can be mixed. */
    public List<String> differences(FeatureOrigin other) {
        Map<String, List<Object>> compared = new LinkedHashMap<>();
        compared.put("the model's fingerprint", List.of(fingerprint, other.fingerprint));
        if (heads.isPresent() && other.heads.isPresent()) {
            compared.put("the number of heads", List.of(heads.getAsInt(), other.heads.getAsInt()));
        }
        compared.put("pooling", List.of(pooling, other.pooling));
        compared.put("block", List.of(block, other.block));
        compared.put("norm", List.of(norm, other.norm));
        compared.put("image size", List.of(imageSize, other.imageSize));
        compared.put("fit", List.of(fit, other.fit));
        compared.put("margin", List.of(margin, other.margin));
        compared.put("precision", List.of(precision, other.precision));
        compared.put("shape", List.of(shape, other.shape));
        List<String> differences = new ArrayList<>();
        compared.forEach((what, values) -> {
            if (!Objects.equals(values.get(0), values.get(1))) {
                differences.add(what + " is " + values.get(0) + ", not " + values.get(1));
            }
        });
        return differences;
    }
}
