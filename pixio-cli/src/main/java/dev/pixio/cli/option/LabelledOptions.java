package dev.pixio.cli.option;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.StratifiedSplit;
import dev.pixio.data.folder.ClassFolderSource;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Labelled images: class folders, or built-in scenes. */
public final class LabelledOptions {

    /** Scenes to learn from and to be asked about: their seeds are far from each other and from those people type. */
    public static final long TRAIN_SCENES = 0x7EA1_0F_5CE4E5L;

    public static final long TEST_SCENES = 0x7E57_0F_5CE4E5L;

    private static final Pattern SCENES = Pattern.compile("scenes:(\\d{1,9})(?:@(\\d{1,4}))?");

    @Option(
            names = "--train",
            paramLabel = "SOURCE",
            order = 2,
            description =
                    "Labelled images to learn from: a folder with a folder a class, or scenes:N for N built-in scenes"
                            + " (scenes:N@PIXELS to draw them at a size).")
    private @Nullable String train;

    @Option(
            names = "--test",
            paramLabel = "SOURCE",
            order = 3,
            description = "Labelled images of the same classes to be asked about. Scenes of --train, --test and of any"
                    + " pre-training are different ones.")
    private @Nullable String test;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            order = 4,
            description = "Instead of --train and --test: one folder, of which a share of each class is held out.")
    private @Nullable String data;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            order = 5,
            defaultValue = "0.2",
            description = "The share of --data to be asked about (default: ${DEFAULT-VALUE}). --seed chooses which.")
    private double testShare;

    /**
     * The images.
     *
     * @param side at which scenes are drawn, unless they say their own
     * @throws IllegalArgumentException in the user's words
     */
    public LabelledImages open(int side, long seed) throws IOException {
        if (data != null) {
            if (train != null || test != null) {
                throw new IllegalArgumentException(
                        "--data takes the place of --train and --test; give it or both of them");
            }
            return split(open(data, side, TEST_SCENES), seed);
        }
        if (train == null || test == null) {
            throw new IllegalArgumentException(
                    "say which labelled images to use: --train and --test, or --data; such as --train scenes:2000"
                            + " --test scenes:500");
        }
        return new LabelledImages(open(train, side, TRAIN_SCENES), open(test, side, TEST_SCENES));
    }

    private LabelledImages split(LabelledSource whole, long seed) {
        StratifiedSplit split = StratifiedSplit.of(whole.labels(), testShare, seed, "test share");
        return new LabelledImages(
                part(whole, split.kept(), "to learn from", seed), part(whole, split.heldOut(), "held out", seed));
    }

    private static LabelledSource part(LabelledSource whole, int[] places, String what, long seed) {
        return new LabelledSubset(
                whole, places, places.length + " " + what + " of " + whole.description() + " (seed " + seed + ")");
    }

    private static LabelledSource open(String source, int side, long seed) throws IOException {
        Matcher scenes = SCENES.matcher(source);
        if (scenes.matches()) {
            int size = scenes.group(2) == null ? side : Integer.parseInt(scenes.group(2));
            return new SceneSource(seed, Long.parseLong(scenes.group(1)), size);
        }
        if (source.startsWith("scenes")) {
            throw new IllegalArgumentException("scenes are asked for as scenes:2000 or scenes:2000@128, not " + source);
        }
        return ClassFolderSource.of(Path.of(source));
    }
}
