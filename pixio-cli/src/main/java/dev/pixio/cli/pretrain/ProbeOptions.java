package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.StratifiedSplit;
import dev.pixio.data.folder.ClassFolderSource;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the encoder is asked during training what it is worth. */
final class ProbeOptions {

    /** Images to learn from for each one that is asked about. */
    private static final int LEARNED = 2;

    @Option(
            names = "--probe-every",
            paramLabel = "STEPS",
            order = 1,
            defaultValue = "0",
            description =
                    "Ask nearest neighbours after so many steps, and before the first and at the end, how many held-out"
                            + " images they get right: probe.jsonl and probe.svg in the run's folder (default: 0, never). Training"
                            + " waits for it and is the same with it.")
    private long every;

    @Option(
            names = "--probe-data",
            paramLabel = "DIR",
            order = 2,
            description = "Labelled images for it, a folder a class; best none that are learned from (default: built-in"
                    + " scenes).")
    private @Nullable Path data;

    @Option(
            names = "--probe-count",
            paramLabel = "N",
            order = 3,
            defaultValue = "300",
            description = "Images that are asked about; twice as many are learned from (default: ${DEFAULT-VALUE}).")
    private int count;

    /**
     * The probes of a run, or none.
     *
     * @throws IllegalArgumentException in the user's words
     */
    RunProbes open(TrainingPlan plan, PrintWriter out) throws IOException {
        if (every < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "--probe-every must be at least 0 and --probe-count at least 1, not " + every + " and " + count);
        }
        return every == 0 ? RunProbes.none() : RunProbes.of(images(plan), every, StatusLine.on(out));
    }

    private LabelledImages images(TrainingPlan plan) throws IOException {
        if (data == null) {
            PatchGrid grid = plan.model().grid();
            int side = Math.max(32, Math.max(grid.height(), grid.width()));
            return new LabelledImages(
                    new SceneSource(LabelledOptions.TRAIN_SCENES, (long) LEARNED * count, side),
                    new SceneSource(LabelledOptions.TEST_SCENES, count, side));
        }
        return fromFolder(ClassFolderSource.of(data), plan.seed());
    }

    private LabelledImages fromFolder(LabelledSource whole, long seed) {
        long wanted = (1L + LEARNED) * count;
        LabelledSource used = whole;
        if (wanted < whole.size()) {
            double share = (double) wanted / whole.size();
            used = new LabelledSubset(
                    whole,
                    StratifiedSplit.of(whole.labels(), share, seed, "probe images")
                            .heldOut(),
                    wanted + " of " + whole.description());
        }
        StratifiedSplit split = StratifiedSplit.of(used.labels(), 1.0 / (1 + LEARNED), seed, "probe test");
        return new LabelledImages(
                new LabelledSubset(used, split.kept(), "probe images to learn from"),
                new LabelledSubset(used, split.heldOut(), "probe images to ask about"));
    }
}
