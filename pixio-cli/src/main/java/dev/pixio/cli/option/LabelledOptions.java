package dev.pixio.cli.option;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Labelled images for training and test: class folders, or built-in scenes. */
@OptionSection("Labelled images")
public final class LabelledOptions {

    /** Seed of training scenes; differs from {@link #TEST_SCENES} and from usual seeds. */
    public static final long TRAIN_SCENES = 0x7EA1_0F_5CE4E5L;

    /** Seed of test scenes. */
    public static final long TEST_SCENES = 0x7E57_0F_5CE4E5L;

    @Option(
            names = "--train",
            paramLabel = "SOURCE",
            order = 2,
            description = "Labelled training images: a folder with one folder per class, Parquet or Arrow files with a"
                    + " column of classes (label, or another: 'train.parquet#image:kind'), tar archives with members .cls,"
                    + " folders of videos ('clips#fps:1'), or scenes:N for N built-in scenes (scenes:N@PIXELS sets their"
                    + " size).")
    private @Nullable String train;

    @Option(
            names = "--test",
            paramLabel = "SOURCE",
            order = 3,
            description = "Labelled test images of the same classes. Scenes of --train, of --test and of pre-training"
                    + " differ.")
    private @Nullable String test;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            order = 4,
            description =
                    "Instead of --train and --test: one source, of which a share of each class is held out for the"
                            + " test.")
    private @Nullable String data;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            order = 5,
            defaultValue = "0.2",
            description = "Share of --data that is held out (default: ${DEFAULT-VALUE}); --seed selects the images.")
    private double testShare;

    /**
     * Opens the images; the caller closes them.
     *
     * @param side height and width of scenes without a size of their own, in pixels
     * @param seed of the held-out images
     * @param outputs files and folders that the command writes, which hold no class
     * @param input which channels and which scale images have
     * @param notices receives lines about reading a large source through
     * @throws IllegalArgumentException if options are missing or contradict each other
     */
    public LabelledImages open(int side, long seed, Set<Path> outputs, ImageInput input, PrintWriter notices)
            throws IOException {
        if (data != null) {
            if (train != null || test != null) {
                throw new IllegalArgumentException(
                        "--data cannot be combined with --train and --test: give it or both of them");
            }
            return LabelledImages.split(
                    open(data, side, TEST_SCENES, outputs, input, notices), testShare, seed, "test share");
        }
        if (train == null || test == null) {
            throw new IllegalArgumentException(
                    "labelled images are missing: give --train and --test, or --data, such as --train scenes:2000"
                            + " --test scenes:500");
        }
        return new LabelledImages(
                open(train, side, TRAIN_SCENES, outputs, input, notices),
                open(test, side, TEST_SCENES, outputs, input, notices));
    }

    private static LabelledSource open(
            String source, int side, long seed, Set<Path> outputs, ImageInput input, PrintWriter notices)
            throws IOException {
        Optional<SceneNumber> scenes = SceneNumber.of(source);
        if (scenes.isPresent()) {
            SceneSource.requireFits(input);
            return new SceneSource(
                    seed, scenes.get().count(), scenes.get().size().orElse(side));
        }
        if (source.startsWith("scenes")) {
            throw new IllegalArgumentException("scenes must be like scenes:2000 or scenes:2000@128, not " + source);
        }
        return IndexPrinter.openLabelled(
                source, SourceSettings.DEFAULT.withOutputs(outputs).withInput(input), notices);
    }
}
