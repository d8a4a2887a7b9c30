package dev.pixio.train.run;

import dev.pixio.io.DurableFile;
import dev.pixio.io.FailureReason;
import dev.pixio.io.FileTree;
import dev.pixio.io.RunFiles;
import dev.pixio.train.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run and the names of its files: {@code config.yaml}, {@code metrics.jsonl}, {@code events.jsonl},
 * {@code checkpoints/step-N/}, {@code checkpoints/latest} (the name of the newest), {@code reconstructions/step-N.png},
 * {@code features/step-N.png}, {@code predictions/step-N.png},
 * {@code evaluation.json}, {@code probe.jsonl} and {@code probe.svg}, among others.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

    /** What to do with a folder that already contains a run. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /**
     * Creates the folder of a new run.
     *
     * @throws TrainingException if it already contains a run that must not be replaced, or cannot be created
     */
    public static RunFolder create(Path path, Existing existing) throws IOException {
        RunFolder folder = new RunFolder(path);
        // Also without config.yaml: a trainer does not start beside the checkpoints of another run.
        if (Files.exists(folder.config()) || !folder.checkpoints().all().isEmpty()) {
            if (existing == Existing.REFUSE) {
                throw new TrainingException(
                        path + " already contains a run; choose another --out, or --overwrite to replace it");
            }
            try (RunLock lock = RunLock.of(folder)) { // held during deletion, so that no other process starts to train
                folder.clear();
            }
        }
        folder.prepare();
        return folder;
    }

    /**
     * Opens the folder of an existing run to resume it.
     *
     * @throws TrainingException if it contains no run, or another process is training in it
     */
    public static RunFolder open(Path path) throws IOException {
        RunFolder folder = existing(path);
        folder.prepare();
        try (RunLock lock = RunLock.of(folder)) { // an incomplete checkpoint may be in progress in another process
            folder.checkpoints().recover();
            for (StepImages images : folder.drawn()) {
                DurableFile.deleteTemporaryFiles(images.folder(), StepImages::isNamed);
            }
            DurableFile.deleteTemporaryFiles(path, folder.created()::contains);
        }
        return folder;
    }

    /**
     * The folder of an existing run, to read what it holds; nothing in it is changed.
     *
     * @throws TrainingException if it contains no run
     */
    public static RunFolder existing(Path path) throws TrainingException {
        if (!isRun(path)) {
            throw new TrainingException("there is no run to resume in " + path + ": it has no config.yaml");
        }
        return new RunFolder(path);
    }

    private void prepare() throws TrainingException {
        try {
            Files.createDirectories(checkpoints().path());
            Files.createDirectories(reconstructions().folder());
        } catch (IOException e) {
            String reason =
                    e instanceof AccessDeniedException ? "no permission for " + e.getMessage() : FailureReason.of(e);
            throw new TrainingException("cannot create the folder " + path + ": " + reason);
        }
    }

    /** All settings of the run. */
    public Path config() {
        return path.resolve(RunFiles.CONFIG);
    }

    /** Metrics: one JSON object per line and step. */
    public Path metrics() {
        return path.resolve(RunFiles.METRICS);
    }

    /** Events: one JSON object per line. */
    public Path events() {
        return path.resolve("events.jsonl");
    }

    /** TensorBoard's event files. */
    public Path tensorBoard() {
        return path.resolve(RunFiles.TENSORBOARD);
    }

    /** The MLflow server and run to which this run is logged. */
    public Path mlflow() {
        return path.resolve("mlflow.json");
    }

    /** The report of the run as one HTML page. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** The machine and software versions of each start of the run. */
    public Path environment() {
        return path.resolve("environment.json");
    }

    /** Evaluations of the encoder: one JSON object per protocol. */
    public Path evaluation() {
        return path.resolve("evaluation.json");
    }

    /** Evaluations of the encoder during training: one JSON object per line and probe. */
    public Path probes() {
        return path.resolve("probe.jsonl");
    }

    /** Validations of a model that is fine-tuned: one JSON object per line and checkpoint. */
    public Path validations() {
        return path.resolve("validation.jsonl");
    }

    /** The test of the best model of a fine-tuning. */
    public Path test() {
        return path.resolve("test.json");
    }

    /** A plot of {@link #probes}. */
    public Path probePlot() {
        return path.resolve("probe.svg");
    }

    /** The folder of the students of a distillation. */
    public Path students() {
        return path.resolve("students");
    }

    /** Whether a folder that was named as a run contains one: it has a {@code config.yaml}. */
    public static boolean isRun(Path path) {
        return Files.isRegularFile(new RunFolder(path).config());
    }

    /** The reconstructions. */
    public StepImages reconstructions() {
        return new StepImages(path.resolve(RunFiles.RECONSTRUCTIONS));
    }

    /** What linear models on the encoder's features predict for some scenes, at the end of the run. */
    public StepImages predictions() {
        return new StepImages(path.resolve(RunFiles.PREDICTIONS));
    }

    /** The encoder's features of a few images. */
    public StepImages featureMaps() {
        return new StepImages(path.resolve(RunFiles.FEATURES));
    }

    private List<StepImages> drawn() {
        return List.of(reconstructions(), featureMaps(), predictions());
    }

    /** The reconstructions after a step, as one PNG image. */
    public Path reconstruction(long step) {
        return reconstructions().at(step);
    }

    /** The checkpoints of the run. */
    public CheckpointFolder checkpoints() {
        return new CheckpointFolder(path.resolve(RunFiles.CHECKPOINTS));
    }

    /** The file that the training process locks. */
    Path lock() {
        return path.resolve("run.lock");
    }

    /** Deletes what {@link #create} and the lock made, as far as it is empty, of a run that could not begin. */
    public void deleteEmpty() {
        for (Path empty : List.of(checkpoints().path(), reconstructions().folder(), lock(), path)) {
            try {
                if (Files.isDirectory(empty) || empty.equals(lock())) {
                    Files.deleteIfExists(empty);
                }
            } catch (IOException e) {
                LOG.debug("{} stays", empty, e);
            }
        }
    }

    private void clear() throws IOException {
        featureMaps().delete();
        predictions().delete();
        for (Path created : created()) {
            FileTree.delete(created);
        }
    }

    /**
     * The files that a run creates; others in the folder are kept. The configuration, by which it is found, is the last. Feature
     * maps and predictions are not among them: their folders may have files of the user, too.
     */
    private List<Path> created() {
        return List.of(
                checkpoints().path(),
                reconstructions().folder(),
                metrics(),
                events(),
                tensorBoard(),
                mlflow(),
                report(),
                environment(),
                evaluation(),
                probes(),
                probePlot(),
                validations(),
                test(),
                students(),
                config());
    }
}
