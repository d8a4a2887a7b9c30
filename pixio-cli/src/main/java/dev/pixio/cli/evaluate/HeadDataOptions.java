package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.downstream.data.FilePair;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.evaluate.SampleFactory;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.layout.DenseLayout;
import dev.pixio.downstream.layout.DenseLayouts;
import dev.pixio.downstream.layout.PairLayout;
import dev.pixio.downstream.layout.PairSettings;
import dev.pixio.downstream.task.DenseTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Images with true values for each pixel. */
@OptionSection("Images and true values")
final class HeadDataOptions {

    private static final int TRAIN_SCENES = 1000;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            order = 2,
            description =
                    "The folder of a data set, whose layout is recognised, or scenes:N for N built-in scenes to train"
                            + " on and half as many to test on (default: scenes:" + TRAIN_SCENES + ").")
    private @Nullable String data;

    @Option(
            names = "--train",
            paramLabel = "SOURCE",
            order = 3,
            description =
                    "Instead of --data: scenes:N, or two folders with a comma between them, IMAGES,TRUTH, whose files"
                            + " have the same names.")
    private @Nullable String train;

    @Option(
            names = "--test",
            paramLabel = "SOURCE",
            order = 4,
            description = "With --train: the same for the test. Scenes of both, and of pre-training, differ.")
    private @Nullable String test;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            order = 5,
            description = "Layout of --data: voc, ade20k, loveda, nyuv2, kitti or pairs (default: recognised).")
    private @Nullable String layout;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            order = 6,
            defaultValue = "0.2",
            description = "Share of --data that is held out for the test, where the layout does not say which (default:"
                    + " ${DEFAULT-VALUE}).")
    private double testShare;

    double testShare() {
        return testShare;
    }

    /** Whether the samples are built-in scenes. */
    boolean scenes() {
        return train == null ? data == null || data.startsWith("scenes:") : train.startsWith("scenes:");
    }

    /**
     * What opens the samples.
     *
     * @param sceneTask the task, for built-in scenes
     * @param settings of folders
     * @throws IllegalArgumentException if options contradict each other
     */
    SampleFactory factory(DenseTask sceneTask, PairSettings settings) {
        if ((train == null) != (test == null)) {
            throw new IllegalArgumentException("--train and --test belong together: give both, or --data");
        }
        if (train != null && data != null) {
            throw new IllegalArgumentException("--data cannot be combined with --train and --test");
        }
        if (layout != null && (data == null || scenes())) {
            throw new IllegalArgumentException("--layout is for a folder of --data");
        }
        if (scenes()) {
            int count = train == null
                    ? count("--data", data == null ? "scenes:" + TRAIN_SCENES : data)
                    : count("--train", train);
            int tested = test == null ? Math.max(1, count / 2) : count("--test", test);
            return crop -> new DenseData(
                    sceneTask,
                    SceneSamples.of(LabelledOptions.TRAIN_SCENES, count, crop, sceneTask),
                    SceneSamples.of(LabelledOptions.TEST_SCENES, tested, crop, sceneTask),
                    List.of());
        }
        return opened(settings);
    }

    private SampleFactory opened(PairSettings settings) {
        if (train != null && test != null) {
            FilePair first = folders("--train", train);
            FilePair second = folders("--test", test);
            return crop -> PairLayout.open(first, second, settings);
        }
        Path root = Path.of(data == null ? "" : data);
        Optional<DenseLayout> named = Optional.ofNullable(layout).map(DenseLayouts::named);
        if (named.isPresent() && !named.get().has(settings.task())) {
            throw new IllegalArgumentException("the data set " + layout + " has no true values for "
                    + (settings.task() == PairSettings.Wanted.DEPTH ? "depth" : "segmentation"));
        }
        return crop -> {
            requireFolder(root);
            return named.isPresent() ? named.get().open(root, settings) : DenseLayouts.open(root, settings);
        };
    }

    private static void requireFolder(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException(root + ": no such folder");
        }
    }

    private static int count(String option, String source) {
        return SceneNumber.of(source)
                .filter(scenes -> scenes.size().isEmpty())
                .map(SceneNumber::count)
                .orElseThrow(() -> new IllegalArgumentException(
                        option + " must be built-in scenes such as scenes:1000, in the size of --crop, not " + source));
    }

    private static FilePair folders(String option, String source) {
        int comma = source.indexOf(',');
        if (comma < 1 || comma == source.length() - 1) {
            throw new IllegalArgumentException(option
                    + " must be IMAGES,TRUTH, two folders with a comma between them, or" + " scenes:N, not " + source);
        }
        return new FilePair(Path.of(source.substring(0, comma)), Path.of(source.substring(comma + 1)));
    }
}
