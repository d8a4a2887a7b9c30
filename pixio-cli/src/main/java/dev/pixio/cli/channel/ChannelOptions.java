package dev.pixio.cli.channel;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Channels, scale and normalisation of the images of a training. They are saved with the weights. */
@OptionSection("Channels")
public final class ChannelOptions {

    private static final String IMAGENET = "imagenet";

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Option(
            names = "--normalize",
            paramLabel = "FILE",
            order = 4,
            description =
                    "Mean and deviation of each channel from a file of 'pixio data stats', with the channels and the scale"
                            + " that it was measured with; or imagenet (default: imagenet; of other than 3 channels its grey values, 0.449"
                            + " and 0.226).")
    private @Nullable String normalize;

    @Mixin
    private ViewOption view = new ViewOption();

    /**
     * Overrides the settings of a plan with those that were given.
     *
     * @throws IllegalArgumentException in one line, if an option is invalid or they contradict each other
     */
    public void apply(TrainingPlanBuilder builder) {
        ImageInput input = view.apply(normalized(builder.input()));
        if (!input.equals(builder.input())) {
            builder.input(input);
        }
    }

    private ImageInput normalized(ImageInput before) {
        if (normalize == null) {
            return scale.apply(before);
        }
        if (normalize.equals(IMAGENET)) {
            ImageInput scaled = scale.apply(before);
            return ImageInput.of(scaled.channels(), scaled.scaling(), scaled.pages());
        }
        ImageInput measured = StatisticsFile.read(Path.of(normalize));
        scale.requireLike(measured, normalize);
        return measured.channels() == before.channels() ? measured.withView(before.view()) : measured;
    }
}
