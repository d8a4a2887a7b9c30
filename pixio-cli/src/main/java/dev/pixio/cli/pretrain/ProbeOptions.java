package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.FeatureProgress;
import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.StratifiedSplit;
import dev.pixio.eval.dense.DenseProbes;
import dev.pixio.eval.dense.SceneMemory;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.gain.GainFollower;
import dev.pixio.eval.gain.GainListener;
import dev.pixio.eval.probe.ProbeFollower;
import dev.pixio.eval.probe.ProbeScenes;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.memory.MemoryDemand;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The evaluations of the encoder during training and at its end. */
@OptionSection("Evaluation during training")
final class ProbeOptions {

    /** Images, counting repetitions, from which on a run is evaluated by default: fewer teach nothing. */
    private static final int LEAST_IMAGES = 2000;

    /** Training images per test image. */
    private static final int TRAIN_PER_TEST = 2;

    @Option(
            names = "--probe-every",
            paramLabel = "N[,segmentation][,depth]",
            order = 1,
            defaultValue = "0",
            description =
                    "Evaluate k-NN accuracy on held-out images before the first step, every N steps and at the end, into"
                            + " probe.jsonl and probe.svg in the run's folder; 0 for never (default: 0). With segmentation or"
                            + " depth after N: also mIoU or d1 on --probe-count built-in scenes, by linear models on patch"
                            + " tokens of twice as many. Training waits; its result does not change.")
    private String every = "0";

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

    @Option(
            names = "--probe-dense",
            order = 4,
            description = "With --probe-every N: the same as --probe-every N,segmentation,depth.")
    private boolean dense;

    @Option(
            names = "--probe-at-end",
            paramLabel = "on|off",
            order = 5,
            description =
                    "Evaluate the encoder of a complete run beside an untrained one on built-in scenes that were not trained"
                            + " on: k-NN, linear, segmentation and depth, some seconds (default: on for runs on built-in scenes"
                            + " of at least " + LEAST_IMAGES
                            + " images). An image of predictions for some scenes is written"
                            + " to predictions in the run's folder.")
    private @Nullable AtEnd atEnd;

    /** Whether the encoder is evaluated at the end. */
    enum AtEnd {
        ON,
        OFF
    }

    /**
     * The probes of a run, or none; the caller closes them.
     *
     * @param outputs files and folders that the run writes, which hold no class
     * @param group of processes that train together; this is the first
     * @throws IllegalArgumentException if a number is out of range
     */
    RunProbes open(TrainingPlan plan, Set<Path> outputs, PrintWriter out, ProcessGroup group) throws IOException {
        requireValid(plan);
        Optional<GainListener> gain = gain(plan, out, group);
        ProbeInterval interval = interval();
        return interval.isNever()
                ? new RunProbes(gain)
                : new RunProbes(
                        gain,
                        images(plan, outputs),
                        scenes(),
                        interval.steps(),
                        StatusLine.on(out),
                        new DividedTask(group));
    }

    /** The part in the probes of a process other than process 0; the caller closes it. */
    FollowedProbes follow(TrainingPlan plan, Set<Path> outputs, ProcessGroup group) throws IOException {
        requireValid(plan);
        Optional<GainFollower> gain = isEvaluatedAtEnd(plan)
                ? Optional.of(new GainFollower(
                        LabelledOptions.TRAIN_SCENES,
                        LabelledOptions.TEST_SCENES,
                        leastImages(),
                        new DividedTask(group)))
                : Optional.empty();
        ProbeInterval interval = interval();
        if (interval.isNever()) {
            return new FollowedProbes(gain, Optional.empty(), Optional.empty());
        }
        LabelledImages images = images(plan, outputs);
        return new FollowedProbes(
                gain,
                Optional.of(new ProbeFollower(images, scenes(), interval.steps(), new DividedTask(group))),
                Optional.of(images));
    }

    /**
     * Checks that all processes evaluate alike.
     *
     * @throws dev.pixio.torch.group.GroupException naming the process that does not
     */
    void requireSame(ProcessGroup group) {
        if (group.size() > 1) {
            group.requireSame(
                    "an option --probe-...",
                    "every " + every + ", count " + count + (dense ? ", dense" : "") + ", at end "
                            + (atEnd == null ? "by default" : atEnd) + (data == null ? "" : ", images"));
        }
    }

    private ProbeInterval interval() {
        ProbeInterval given = ProbeInterval.parse(every);
        return dense ? given.withAll() : given;
    }

    private void requireValid(TrainingPlan plan) {
        if (count < 1) {
            throw new IllegalArgumentException("--probe-count must be at least 1, not " + count);
        }
        if (dense && interval().isNever()) {
            throw new IllegalArgumentException(
                    "--probe-dense is for --probe-every, which is missing; --probe-at-end evaluates the end");
        }
        boolean onScenes = atEnd == AtEnd.ON
                || dense
                || !interval().dense().isEmpty()
                || (data == null && !interval().isNever());
        if (onScenes) {
            requireScenesFit(plan.imageInput());
        }
        requireMemory(plan.model());
    }

    private static void requireScenesFit(ImageInput input) {
        try {
            SceneSource.requireFits(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " for k-NN, by --probe-data and --probe-every N", e);
        }
    }

    /** Images and scenes are decoded once and kept. */
    private void requireMemory(PixioConfig model) {
        if (interval().isNever()) {
            return;
        }
        try {
            PatchGrid grid = model.grid();
            if (data == null) {
                long images = (1L + TRAIN_PER_TEST) * count;
                double bytes = 3.0 * grid.height() * grid.width()
                        + (double) Float.BYTES * model.encoder().width();
                MemoryDemand.requireNative(
                        String.format(Locale.ROOT, "%,d images for k-NN", images), (double) images * bytes);
            }
            scenes().ifPresent(dense ->
                    SceneMemory.require(dense.train(), dense.test(), Framing.crop(grid.height(), grid.width()), model));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--probe-count: " + e.getMessage(), e);
        }
    }

    private boolean isEvaluatedAtEnd(TrainingPlan plan) {
        return atEnd == AtEnd.ON
                || (atEnd == null
                        && plan.data().drawsScenes()
                        && plan.imageInput().isRgb8());
    }

    private int leastImages() {
        return atEnd == null ? LEAST_IMAGES : 0;
    }

    private Optional<GainListener> gain(TrainingPlan plan, PrintWriter out, ProcessGroup group) {
        if (!isEvaluatedAtEnd(plan)) {
            return Optional.empty();
        }
        return Optional.of(new GainListener(
                LabelledOptions.TRAIN_SCENES,
                LabelledOptions.TEST_SCENES,
                leastImages(),
                new FeatureProgress(StatusLine.onTerminal(out), "evaluating the encoder  "),
                new DividedTask(group)));
    }

    private LabelledImages images(TrainingPlan plan, Set<Path> outputs) throws IOException {
        if (data == null) {
            PatchGrid grid = plan.model().grid();
            int side = Math.max(32, Math.max(grid.height(), grid.width()));
            return new LabelledImages(
                    new SceneSource(LabelledOptions.TRAIN_SCENES, (long) TRAIN_PER_TEST * count, side),
                    new SceneSource(LabelledOptions.TEST_SCENES, count, side));
        }
        return fromFolder(IndexPrinter.openClasses(data, outputs, plan.imageInput()), plan.seed());
    }

    private Optional<ProbeScenes> scenes() {
        Set<DenseProbes.Kind> kinds = interval().dense();
        return kinds.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProbeScenes(
                        new SceneSet(LabelledOptions.TRAIN_SCENES, (int)
                                Math.min(Integer.MAX_VALUE, (long) TRAIN_PER_TEST * count)),
                        new SceneSet(LabelledOptions.TEST_SCENES, count),
                        kinds));
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
