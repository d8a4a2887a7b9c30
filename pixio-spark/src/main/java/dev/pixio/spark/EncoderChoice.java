package dev.pixio.spark;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing.Fit;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which encoder an executor loads, as text and numbers that Spark can send.
 *
 * @param weights path on the executor, or the name of a file that {@code SparkContext.addFile} has sent
 * @param pooling name of a {@link Pooling}
 * @param block from 1; 0 for the last
 * @param norm {@code before} or {@code after}
 * @param imageSize {@code N} or {@code HxW}; empty for the model's own
 * @param fit {@code crop} or {@code letterbox}
 * @param heads attention heads; 0 if the weights state them
 * @param device as in {@link EncoderSettings}
 * @param precision {@code fp32} or {@code bf16}
 * @param threads of libtorch in an executor; 0 for one per core
 */
record EncoderChoice(
        String weights,
        String pooling,
        int block,
        String norm,
        String imageSize,
        String fit,
        int heads,
        String device,
        String precision,
        int threads)
        implements Serializable {

    /**
     * The settings of the encoder.
     *
     * @throws IllegalArgumentException if a value is invalid for every model
     */
    EncoderSettings settings() {
        EncoderSettings settings = EncoderSettings.defaults()
                .withPooling(Pooling.named(pooling))
                .withNorm(FinalNorm.named(norm))
                .withFit(fit(fit))
                .withDevice(device)
                .withPrecision(precision);
        if (block != 0) {
            settings = settings.withBlock(block);
        }
        if (!imageSize.isEmpty()) {
            ImageSize size = ImageSize.parse(imageSize);
            settings = settings.withImageSize(size.height(), size.width());
        }
        return heads == 0 ? settings : settings.withHeads(heads);
    }

    private static Fit fit(String name) {
        return Arrays.stream(Fit.values())
                .filter(value -> value.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("fit is "
                        + Arrays.stream(Fit.values())
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))
                        + ", not " + name));
    }
}
