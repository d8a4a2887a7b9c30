package dev.pixio.cli.evaluate;

import dev.pixio.cli.launch.LoneCommand;
import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.layout.PairSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate segmentation}. */
@Command(
        name = "segmentation",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Trains a head on a frozen encoder to segment images, and measures its mIoU.",
            "",
            "The protocol is that of the Pixio authors: AdamW, polynomial decay, 60 epochs, random scale, crop and flip;"
                    + " sliding windows in the test. 'evaluate dense' is a quick probe of built-in scenes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate segmentation --weights runs/mine --images predictions.png",
            "  pixio evaluate segmentation --weights runs/mine --head dpt --data scenes:2000 --seeds 3",
            "  pixio evaluate segmentation --weights pixio_vitb16.pth --data VOCdevkit/VOC2012",
            "  pixio evaluate segmentation --weights runs/mine --data my-images    # images/ and masks/"
        })
final class EvaluateSegmentationCommand implements Callable<Integer>, LoneCommand {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HeadOptions options = new HeadOptions();

    @Option(
            names = "--classes",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Names of the classes, in the order of their labels (default: those of the layout, or classes.txt in"
                            + " the folder of --data, or numbers).")
    private List<String> classes = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.evaluate(
                spec,
                DenseAugmentation.SEGMENTATION,
                () -> options.data().factory(SceneSamples.SEGMENTATION, settings()));
    }

    private PairSettings settings() {
        if (options.data().scenes() && !classes.isEmpty()) {
            throw new IllegalArgumentException("--classes is for folders: scenes have their own");
        }
        return new PairSettings(
                PairSettings.Wanted.SEGMENTATION,
                classes,
                OptionalDouble.empty(),
                Optional.empty(),
                options.data().testShare(),
                options.seed());
    }
}
