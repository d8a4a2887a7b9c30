package dev.pixio.cli.evaluate;

import dev.pixio.cli.launch.LoneCommand;
import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.layout.PairSettings;
import dev.pixio.downstream.task.DepthRange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate depth}. */
@Command(
        name = "depth",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Trains a head on a frozen encoder to predict depth in metres, and measures its errors.",
            "",
            "The protocol is that of the Pixio authors: SiLog loss, AdamW, warm-up and polynomial decay, 60 epochs, random crop"
                    + " and flip; sliding windows in the test. 'evaluate dense' is a quick probe of built-in scenes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate depth --weights runs/mine --images predictions.png",
            "  pixio evaluate depth --weights runs/mine --head dpt --data nyu",
            "  pixio evaluate depth --weights runs/mine --data my-images --depth-scale 256 --max-depth 80"
        })
final class EvaluateDepthCommand implements Callable<Integer>, LoneCommand {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HeadOptions options = new HeadOptions();

    @Option(
            names = "--depth-scale",
            paramLabel = "N",
            description = "Number that depth files store for one metre (default: 1000; of KITTI 256).")
    private @Nullable Double depthScale;

    @Option(
            names = "--max-depth",
            paramLabel = "METRES",
            description = "Largest depth that counts (default: 10; of KITTI 80, of scenes 60).")
    private @Nullable Double maxDepth;

    @Option(
            names = "--min-depth",
            paramLabel = "METRES",
            description = "With --max-depth: smallest depth that counts (default: 0.001).")
    private @Nullable Double minDepth;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.evaluate(
                spec, DenseAugmentation.DEPTH, () -> options.data().factory(SceneSamples.DEPTH, settings()));
    }

    private PairSettings settings() {
        if (options.data().scenes() && !(depthScale == null && minDepth == null && maxDepth == null)) {
            throw new IllegalArgumentException(
                    "--depth-scale, --min-depth and --max-depth are for folders: the depths of scenes are known");
        }
        if (minDepth != null && maxDepth == null) {
            throw new IllegalArgumentException("--min-depth is for --max-depth, which is missing");
        }
        double smallest = minDepth == null ? DepthRange.NYU.min() : minDepth;
        return new PairSettings(
                PairSettings.Wanted.DEPTH,
                List.of(),
                depthScale == null ? OptionalDouble.empty() : OptionalDouble.of(depthScale),
                maxDepth == null ? Optional.empty() : Optional.of(new DepthRange(smallest, maxDepth)),
                options.data().testShare(),
                options.seed());
    }
}
