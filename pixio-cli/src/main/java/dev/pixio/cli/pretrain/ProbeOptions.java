package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.StratifiedSplit;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The k-NN evaluation during training. */
@OptionSection("Evaluation during training")
final class ProbeOptions {

    /** Training images per test image. */
    private static final int TRAIN_PER_TEST = 2;

    @Option(
            names = "--probe-every",
            paramLabel = "N",
            order = 1,
            defaultValue = "0",
            description =
                    "Evaluate k-NN accuracy on held-out images before the first step, every N steps and at the end, into"
                            + " probe.jsonl and probe.svg in the run's folder; 0 for never (default: 0). Training waits; its"
                            + " result does not change.")
    private long every;

    @Option(
            names = "--probe-data",
            paramLabel = "DIR",
            order = 2,
            description = "Labelled images, one folder per class, preferably not used for training (default: built-in"
                    + " scenes).")
    private @Nullable Path data;

    @Option(
            names = "--probe-count",
            paramLabel = "N",
            order = 3,
            defaultValue = "300",
            description = "Test images of k-NN; its training images are twice as many (default: ${DEFAULT-VALUE}).")
    private int count;

    /**
     * The probes of a run, or none; the caller closes them.
     *
     * @param outputs files and folders that the run writes, which hold no class
     * @throws IllegalArgumentException if a number is out of range
     */
    RunProbes open(TrainingPlan plan, Set<Path> outputs, PrintWriter out) throws IOException {
        if (every < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "--probe-every must be at least 0 and --probe-count at least 1, not " + every + " and " + count);
        }
        return every == 0 ? RunProbes.none() : RunProbes.of(images(plan, outputs), every, StatusLine.on(out));
    }

    private LabelledImages images(TrainingPlan plan, Set<Path> outputs) throws IOException {
        if (data == null) {
            PatchGrid grid = plan.model().grid();
            int side = Math.max(32, Math.max(grid.height(), grid.width()));
            return new LabelledImages(
                    new SceneSource(LabelledOptions.TRAIN_SCENES, (long) TRAIN_PER_TEST * count, side),
                    new SceneSource(LabelledOptions.TEST_SCENES, count, side));
        }
        return fromFolder(IndexPrinter.openClasses(data, outputs), plan.seed());
    }

    private LabelledImages fromFolder(LabelledSource whole, long seed) throws IOException {
        long wanted = (1L + TRAIN_PER_TEST) * count;
        LabelledSource used = whole;
        if (wanted < whole.size()) {
            double share = (double) wanted / whole.size();
            used = new LabelledSubset(
                    whole,
                    StratifiedSplit.of(whole.labels(), share, seed, "probe images")
                            .heldOut(),
                    wanted + " of " + whole.description());
        }
        return LabelledImages.split(used, 1.0 / (1 + TRAIN_PER_TEST), seed, "probe test");
    }
}
