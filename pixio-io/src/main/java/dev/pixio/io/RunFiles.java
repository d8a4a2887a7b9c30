package dev.pixio.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Names of files by which the folder of a run is recognised. The modules that write runs and those that list images both
 * use them: what a run writes is not among the images of a folder.
 */
public final class RunFiles {

    /** All settings of a run. */
    public static final String CONFIG = "config.yaml";

    /** Metrics, one line per step. */
    public static final String METRICS = "metrics.jsonl";

    /** The folder of the checkpoints. */
    public static final String CHECKPOINTS = "checkpoints";

    /** A file beside the checkpoints, with the name of the newest. */
    public static final String LATEST = "latest";

    /** A file beside the checkpoints, with the name of the best by validation. */
    public static final String BEST = "best";

    /** The folder of the reconstructions. */
    public static final String RECONSTRUCTIONS = "reconstructions";

    /** The folder of images with predictions. */
    public static final String PREDICTIONS = "predictions";

    /** The folder of images of the encoder's features. */
    public static final String FEATURES = "features";

    /** The folders of images that a run draws. */
    public static final Set<String> DRAWN = Set.of(RECONSTRUCTIONS, FEATURES, PREDICTIONS);

    /** TensorBoard's event files. */
    public static final String TENSORBOARD = "tensorboard";

    /** The folders that a run writes into its own. */
    public static final Set<String> FOLDERS = Set.of(CHECKPOINTS, RECONSTRUCTIONS, FEATURES, PREDICTIONS, TENSORBOARD);

    private RunFiles() {}

    /**
     * Whether a folder may be taken for a run, or what is left of one, although nobody named it as a run: it has at least two
     * of settings, metrics, newest checkpoint and reconstructions. A {@code config.yaml} alone is no evidence: data sets of
     * other programs have one.
     */
    public static boolean looksLikeRun(Path folder) {
        int found = 0;
        found += Files.isRegularFile(folder.resolve(CONFIG)) ? 1 : 0;
        found += Files.isRegularFile(folder.resolve(METRICS)) ? 1 : 0;
        found += Files.isRegularFile(folder.resolve(CHECKPOINTS).resolve(LATEST)) ? 1 : 0;
        found += Files.isDirectory(folder.resolve(RECONSTRUCTIONS)) ? 1 : 0;
        return found >= 2;
    }

    /** Whether a file or folder is among the images that a run has drawn. */
    public static boolean isDrawn(Path path) {
        for (Path above = path; above != null; above = above.getParent()) {
            Path name = above.getFileName();
            Path run = above.getParent();
            if (name != null && run != null && DRAWN.contains(name.toString()) && looksLikeRun(run)) {
                return true;
            }
        }
        return false;
    }
}
