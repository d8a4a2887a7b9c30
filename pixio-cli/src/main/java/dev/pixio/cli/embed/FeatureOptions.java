package dev.pixio.cli.embed;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing.Fit;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which features of an encoder are computed, and how images are framed. */
@OptionSection("Features")
public final class FeatureOptions {

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            order = 1,
            defaultValue = "class-mean",
            description = "Pooling: class-mean, class-concat, patch-mean, patches or maps (default: ${DEFAULT-VALUE}).")
    private String pool;

    @Option(
            names = "--block",
            paramLabel = "K",
            order = 2,
            description = "Use the tokens after block K, counted from 1 (default: the last).")
    private @Nullable Integer block;

    @Option(
            names = "--norm",
            paramLabel = "before|after",
            order = 3,
            description =
                    "Use the tokens before or after the encoder's final norm (default: ${DEFAULT-VALUE}, as in evaluate).")
    private String norm = FinalNorm.DEFAULT.id();

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            order = 4,
            description =
                    "Image size of the encoder, such as 256, or 192x320 with the height first; multiples of its patch"
                            + " size; positions are interpolated (default: the training size).")
    private @Nullable String imageSize;

    @Option(
            names = "--fit",
            paramLabel = "crop|letterbox",
            order = 5,
            defaultValue = "crop",
            description =
                    "crop: resize the shorter side and crop the centre; letterbox: keep the whole image between bars"
                            + " (default: ${DEFAULT-VALUE}).")
    private String fit;

    /**
     * The encoder settings of these options; device and precision are not set.
     *
     * @throws IllegalArgumentException if a value is invalid for every model
     */
    public EncoderSettings settings() {
        EncoderSettings settings = EncoderSettings.defaults()
                .withPooling(Pooling.named(pool))
                .withNorm(FinalNorm.named(norm))
                .withFit(oneOf("--fit", fit, Fit.CROP, Fit.LETTERBOX));
        if (imageSize != null) {
            ImageSize size = ImageSize.parse(imageSize);
            settings = settings.withImageSize(size.height(), size.width());
        }
        if (block != null) {
            settings = settings.withBlock(block);
        }
        return settings;
    }

    private static <E extends Enum<E>> E oneOf(String option, String value, E first, E second) {
        String name = value.toUpperCase(Locale.ROOT);
        if (name.equals(first.name())) {
            return first;
        }
        if (name.equals(second.name())) {
            return second;
        }
        throw new IllegalArgumentException(option + " is " + first.name().toLowerCase(Locale.ROOT) + " or "
                + second.name().toLowerCase(Locale.ROOT) + ", not " + value);
    }
}
