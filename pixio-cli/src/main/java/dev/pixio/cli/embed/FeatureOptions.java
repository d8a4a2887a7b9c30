package dev.pixio.cli.embed;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageSize;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing.Fit;
import dev.pixio.model.Encoder.FinalNorm;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is taken out of an encoder, and how it sees images. */
public final class FeatureOptions {

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            order = 1,
            defaultValue = "class-mean",
            description = "class-mean, class-concat, patch-mean, patches or maps (default: ${DEFAULT-VALUE}).")
    private String pool;

    @Option(
            names = "--block",
            paramLabel = "K",
            order = 2,
            description = "Take them after this block, from 1 (default: the last).")
    private @Nullable Integer block;

    @Option(
            names = "--norm",
            paramLabel = "before|after",
            order = 3,
            description = "Before or after the encoder's final norm (default: ${DEFAULT-VALUE}, as evaluate).")
    private String norm = FinalNorm.DEFAULT.id();

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            order = 4,
            description = "Size of the images as the encoder sees them, a multiple of its patch; positions are"
                    + " interpolated (default: the size it was trained at).")
    private @Nullable String imageSize;

    @Option(
            names = "--fit",
            paramLabel = "crop|letterbox",
            order = 5,
            defaultValue = "crop",
            description = "Fill the frame and cut off what stands out, or keep images whole between bars (default:"
                    + " ${DEFAULT-VALUE}).")
    private String fit;

    /**
     * The settings that were typed, for any device and precision.
     *
     * @throws IllegalArgumentException if one makes no sense with any model
     */
    public EncoderSettings settings() {
        EncoderSettings settings = EncoderSettings.defaults()
                .withPooling(Pooling.named(pool))
                .withNorm(FinalNorm.named(norm))
                .withFit(one("--fit", fit, Fit.CROP, Fit.LETTERBOX));
        if (imageSize != null) {
            ImageSize size = ImageSize.parse(imageSize);
            settings = settings.withImageSize(size.height(), size.width());
        }
        if (block != null) {
            settings = settings.withBlock(block);
        }
        return settings;
    }

    private static <E extends Enum<E>> E one(String option, String typed, E first, E second) {
        String name = typed.toUpperCase(Locale.ROOT);
        if (name.equals(first.name())) {
            return first;
        }
        if (name.equals(second.name())) {
            return second;
        }
        throw new IllegalArgumentException(option + " is " + first.name().toLowerCase(Locale.ROOT) + " or "
                + second.name().toLowerCase(Locale.ROOT) + ", not " + typed);
    }
}
