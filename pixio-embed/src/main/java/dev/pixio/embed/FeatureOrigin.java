package dev.pixio.embed;

import dev.pixio.image.resize.Framing;
import dev.pixio.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What features depend on, as it is kept with them: features of two origins are not to be compared with each other.
 *
 * @param weights where the weights were; of no weight in a comparison
 * @param fingerprint tells the weights apart by what they are
 * @param pooling how tokens became features, {@code class-mean}
 * @param block after which block
 * @param norm {@code before} or {@code after} the final norm
 * @param imageSize of the images as the encoder saw them, {@code HEIGHTxWIDTH}
 * @param fit {@code crop} or {@code letterbox}
 * @param margin how much larger images were made before their middle was cut out
 * @param precision of matrix products
 * @param shape of the features of one image
 */
public record FeatureOrigin(
        String weights,
        String fingerprint,
        String pooling,
        int block,
        String norm,
        String imageSize,
        String fit,
        double margin,
        String precision,
        List<Long> shape) {

    public FeatureOrigin {
        shape = List.copyOf(shape);
    }

    static FeatureOrigin of(
            Path weights,
            String fingerprint,
            FeatureChoice choice,
            Framing framing,
            Precision precision,
            long[] shape) {
        return new FeatureOrigin(
                weights.toString(),
                fingerprint,
                choice.pooling().toString(),
                choice.block(),
                choice.norm().id(),
                new ImageSize(framing.height(), framing.width()).toString(),
                framing.fit().name().toLowerCase(Locale.ROOT),
                framing.margin(),
                precision.toString(),
                Arrays.stream(shape).boxed().toList());
    }

    /** Numbers in the features of one image. */
    public int dimension() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /** In what two origins differ, for people: {@code block is 6 there and 12 here}; nothing if they can be mixed. */
    public List<String> differences(FeatureOrigin here) {
        Map<String, List<Object>> compared = new LinkedHashMap<>();
        compared.put("the model's fingerprint", List.of(fingerprint, here.fingerprint));
        compared.put("pooling", List.of(pooling, here.pooling));
        compared.put("block", List.of(block, here.block));
        compared.put("norm", List.of(norm, here.norm));
        compared.put("image size", List.of(imageSize, here.imageSize));
        compared.put("fit", List.of(fit, here.fit));
        compared.put("margin", List.of(margin, here.margin));
        compared.put("precision", List.of(precision, here.precision));
        compared.put("shape", List.of(shape, here.shape));
        List<String> differences = new ArrayList<>();
        compared.forEach((what, values) -> {
            if (!Objects.equals(values.get(0), values.get(1))) {
                differences.add(what + " is " + values.get(0) + " there and " + values.get(1) + " here");
            }
        });
        return differences;
    }
}
