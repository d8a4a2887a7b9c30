package dev.pixio.train;

import dev.pixio.model.Pixio;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.file.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
            folder.clear();
        }
        try {
            Files.createDirectories(folder.checkpoints());
            Files.createDirectories(folder.reconstructions());
        } catch (IOException e) {
            throw new TrainingException("cannot make the folder " + path + ": " + e.getMessage());
        }
        return folder;
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

    /** One JSON object for each thing that happened: {@link TrainingEvent}. */
    public Path events() {
        return path.resolve("events.jsonl");
    }

    /** TensorBoard's event files. */
    public Path tensorBoard() {
        return path.resolve("tensorboard");
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

    /** Where pictures of reconstructions are. */
    public Path reconstructions() {
        return path.resolve("reconstructions");
    }

    /** The picture of reconstructions after a step. */
    public Path reconstruction(long step) {
        return reconstructions().resolve(STEP + step + ".png");
    }

    private Path checkpoints() {
        return path.resolve(ModelLocation.CHECKPOINTS);
    }

    private Path latestFile() {
        return checkpoints().resolve(ModelLocation.LATEST);
    }

    /** The newest checkpoint, if there is one. */
    public Optional<Checkpoint> latest() throws IOException {
        if (!Files.isRegularFile(latestFile())) {
            return Optional.empty();
        }
        String name = Files.readString(latestFile()).strip();
        return all().stream()
                .filter(checkpoint ->
                        checkpoint.folder().getFileName().toString().equals(name))
                .findFirst();
    }

    /**
     * Saves a model. The name in {@code latest} changes only when the file is whole; then the oldest checkpoints beyond
     * the number to keep are deleted.
     *
     * @param provenance what else should be known of the model
     */
    public Checkpoint save(Pixio model, long step, Map<String, String> provenance, int keep) throws IOException {
        Checkpoint checkpoint = new Checkpoint(step, checkpoints().resolve(STEP + step));
        try {
            Files.createDirectories(checkpoint.folder());
            ModelFile.save(checkpoint.model(), model, provenance);
            Path part = latestFile().resolveSibling(ModelLocation.LATEST + ".part");
            Files.writeString(part, STEP + step + "\n");
            Files.move(part, latestFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TrainingException("cannot save the checkpoint " + checkpoint.folder() + ": " + e.getMessage());
        }
        List<Checkpoint> all = all();
        for (Checkpoint old : all.subList(0, Math.max(0, all.size() - keep))) {
            delete(old.folder());
        }
        return checkpoint;
    }

    /** All checkpoints that hold a model, the oldest first. */
    public List<Checkpoint> all() throws IOException {
        if (!Files.isDirectory(checkpoints())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(checkpoints())) {
            return folders.filter(folder -> folder.getFileName().toString().matches(STEP + "\\d+"))
                    .map(folder -> new Checkpoint(
                            Long.parseLong(folder.getFileName().toString().substring(STEP.length())), folder))
                    .filter(checkpoint -> Files.isRegularFile(checkpoint.model()))
                    .sorted(Comparator.comparingLong(Checkpoint::step))
                    .toList();
        }
    }

    private void clear() throws IOException {
        // Only what a run makes: whatever else somebody keeps in the folder stays.
        for (Path made : List.of(
                checkpoints(),
                reconstructions(),
                metrics(),
                events(),
                tensorBoard(),
                report(),
                environment(),
                evaluation(),
                probes(),
                probePlot(),
                config())) {
            delete(made);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            inside.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
