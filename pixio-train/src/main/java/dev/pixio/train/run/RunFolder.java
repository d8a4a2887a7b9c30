package dev.pixio.train.run;

import dev.pixio.io.FileTree;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of a run, the one place that knows how it is laid out: {@code config.yaml}, {@code metrics.jsonl}, {@code
 * checkpoints/step-N/} and {@code checkpoints/latest} (the name of the newest), {@code reconstructions/step-N.png}, {@code evaluation.json}, {@code
 * probe.jsonl} and {@code probe.svg}.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {

    private static final String STEP = "step-";

    /** What to do with a folder that holds a run already. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /**
     * Makes the folder of a new run.
     *
     * @throws TrainingException if it holds a run already and that must not be replaced, or cannot be made
     */
    public static RunFolder create(Path path, Existing existing) throws IOException {
        RunFolder folder = new RunFolder(path);
        if (Files.exists(folder.config())) {
            if (existing == Existing.REFUSE) {
                throw new TrainingException(
                        path + " holds a run already; choose another --out, or --overwrite to replace it");
            }
            try (RunLock lock = RunLock.of(folder)) { // held while files go: nobody must begin to train among them
                folder.clear();
            }
        }
        folder.prepare();
        return folder;
    }

    /**
     * The folder of a run that goes on.
     *
     * @throws TrainingException if it holds none, or another process is training in it
     */
    public static RunFolder open(Path path) throws IOException {
        if (!isRun(path)) {
            throw new TrainingException("there is no run in " + path + " to go on with: it has no config.yaml");
        }
        RunFolder folder = new RunFolder(path);
        folder.prepare();
        try (RunLock lock = RunLock.of(folder)) { // what is half written may be so by a process that lives
            folder.checkpoints().recover();
        }
        return folder;
    }

    private void prepare() throws TrainingException {
        try {
            Files.createDirectories(checkpoints().path());
            Files.createDirectories(reconstructions());
        } catch (IOException e) {
            throw new TrainingException("cannot make the folder " + path + ": " + reason(e));
        }
    }

    /** A file system's exceptions name the file, and their reason or their class says what is wrong. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission for " + e.getMessage();
        }
        return e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
    }

    /**
     * The model file that a user means: a file, a checkpoint's folder, or the newest checkpoint of a run's folder.
     *
     * @throws WeightsException if there is none
     */
    public static Path modelFile(Path weights) throws IOException {
        return ModelLocation.of(weights);
    }

    /** All settings of the run. */
    public Path config() {
        return path.resolve("config.yaml");
    }

    /** One JSON object a step. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /** One JSON object for each event of the run. */
    public Path events() {
        return path.resolve("events.jsonl");
    }

    /** TensorBoard's event files. */
    public Path tensorBoard() {
        return path.resolve("tensorboard");
    }

    /** Which run of which MLflow server it is logged to. */
    public Path mlflow() {
        return path.resolve("mlflow.json");
    }

    /** All of it on one page. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** The machine and the versions that it ran with. */
    public Path environment() {
        return path.resolve("environment.json");
    }

    /** What its encoder is worth to a classifier: one JSON object a protocol. */
    public Path evaluation() {
        return path.resolve("evaluation.json");
    }

    /** What its encoder was worth to a classifier while it learned: one JSON object a probe. */
    public Path probes() {
        return path.resolve("probe.jsonl");
    }

    /** The curve of {@link #probes}. */
    public Path probePlot() {
        return path.resolve("probe.svg");
    }

    /** Whether a run was begun in a folder. */
    public static boolean isRun(Path path) {
        return Files.isRegularFile(new RunFolder(path).config());
    }

    /** Where images of reconstructions are. */
    public Path reconstructions() {
        return path.resolve("reconstructions");
    }

    /** The image of reconstructions after a step. */
    public Path reconstruction(long step) {
        return reconstructions().resolve(STEP + step + ".png");
    }

    /** The saved states of the run. */
    public CheckpointFolder checkpoints() {
        return new CheckpointFolder(path.resolve(ModelLocation.CHECKPOINTS));
    }

    /** Held by the process that trains. */
    Path lock() {
        return path.resolve("run.lock");
    }

    private void clear() throws IOException {
        // Only what a run makes: whatever else somebody keeps in the folder stays.
        for (Path made : List.of(
                checkpoints().path(),
                reconstructions(),
                metrics(),
                events(),
                tensorBoard(),
                mlflow(),
                report(),
                environment(),
                evaluation(),
                probes(),
                probePlot(),
                config())) {
            FileTree.delete(made);
        }
    }
}
