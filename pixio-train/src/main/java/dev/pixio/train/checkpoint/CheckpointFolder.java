package dev.pixio.train.checkpoint;

import dev.pixio.io.DurableFile;
import dev.pixio.io.FailureReason;
import dev.pixio.io.FileTree;
import dev.pixio.io.RunFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: one folder {@code step-N/} each, and the file {@code latest} with the name of the newest. A
 * checkpoint is written to a hidden folder and renamed to {@code step-N} when all of it is on disk; then {@code latest}
 * is updated.
 *
 * @param path of the folder
 */
public record CheckpointFolder(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

    private static final String STEP = "step-";
    private static final String UNFINISHED = ".part-" + STEP;
    private static final String REPLACED = ".old-" + STEP;
    private static final String DELETED = ".gone-" + STEP;

    /** All checkpoints, damaged ones included, sorted by step. */
    public List<Checkpoint> all() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> entry.getFileName().toString().matches(STEP + "\\d{1,18}"))
                    .filter(Files::isDirectory)
                    .map(folder -> new Checkpoint(step(folder), folder))
                    .sorted(Comparator.comparingLong(Checkpoint::step))
                    .toList();
        }
    }

    private static long step(Path folder) {
        return Long.parseLong(folder.getFileName().toString().substring(STEP.length()));
    }

    /** The checkpoint of a step, which need not exist. */
    public Checkpoint at(long step) {
        return new Checkpoint(step, path.resolve(STEP + step));
    }

    /** The checkpoint named by {@code latest}, if it exists. */
    public Optional<Checkpoint> latest() throws IOException {
        return named(RunFiles.LATEST);
    }

    /** The best checkpoint by validation, if there is one; it is never pruned. */
    public Optional<Checkpoint> best() throws IOException {
        return named(RunFiles.BEST);
    }

    private Optional<Checkpoint> named(String file) throws IOException {
        if (!Files.isRegularFile(path.resolve(file))) {
            return Optional.empty();
        }
        String name = new String(Files.readAllBytes(path.resolve(file)), StandardCharsets.UTF_8).strip();
        return all().stream()
                .filter(checkpoint ->
                        checkpoint.folder().getFileName().toString().equals(name))
                .findFirst();
    }

    /**
     * The newest checkpoint that is not damaged. One whose weights are not finite counts as damaged: training cannot
     * continue from it.
     *
     * @param lastStep checkpoints of later steps are ignored
     * @param damaged receives each newer checkpoint that is damaged, with a message
     */
    public Optional<Checkpoint> newestValid(long lastStep, BiConsumer<Checkpoint, String> damaged) throws IOException {
        List<Checkpoint> newestFirst = new ArrayList<>(upTo(lastStep));
        newestFirst.sort(Comparator.comparingLong(Checkpoint::step).reversed());
        for (Checkpoint checkpoint : newestFirst) {
            Optional<String> damage = checkpoint.fault();
            if (damage.isEmpty()) {
                return Optional.of(checkpoint);
            }
            damaged.accept(checkpoint, damage.get());
        }
        return Optional.empty();
    }

    private List<Checkpoint> upTo(long lastStep) throws IOException {
        return all().stream()
                .filter(checkpoint -> checkpoint.step() <= lastStep)
                .toList();
    }

    /** Creates the hidden folder in which a checkpoint is written. */
    Checkpoint begin(long step) throws IOException {
        Path unfinished = path.resolve(UNFINISHED + step);
        Files.createDirectories(path);
        FileTree.delete(unfinished);
        deleteLeftovers(); // of earlier failed writes and deletions; frees their disk space
        Files.createDirectories(unfinished);
        return new Checkpoint(step, unfinished);
    }

    /** Deletes a checkpoint that could not be written. */
    void abandon(Checkpoint unfinished) throws IOException {
        FileTree.delete(unfinished.folder());
    }

    /** Renames a written checkpoint to its final name; replaces an earlier checkpoint of the same step. */
    Checkpoint finish(Checkpoint unfinished) throws IOException {
        Checkpoint finished = at(unfinished.step());
        DurableFile.flushFolder(unfinished.folder());
        // A folder cannot be renamed over another. After a power failure between the two renames, recover() restores
        // the older one.
        Path aside = path.resolve(REPLACED + unfinished.step());
        if (Files.exists(finished.folder())) {
            discard(aside);
            DurableFile.move(finished.folder(), aside);
        }
        DurableFile.move(unfinished.folder(), finished.folder());
        discard(aside);
        return finished;
    }

    /** Writes the name of a checkpoint to {@code latest}. */
    public void setLatest(Checkpoint checkpoint) throws IOException {
        DurableFile.write(path.resolve(RunFiles.LATEST), checkpoint.folder().getFileName() + "\n");
    }

    /** Writes the name of a checkpoint to {@code best}. */
    public void setBest(Checkpoint checkpoint) throws IOException {
        DurableFile.write(path.resolve(RunFiles.BEST), checkpoint.folder().getFileName() + "\n");
    }

    /**
     * Cleans up after a killed process: deletes incomplete checkpoints and restores one that was being replaced. What cannot be
     * deleted is reported and stays; no other method reads it.
     */
    public void recover() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        deleteLeftovers();
        for (Path aside : hidden(REPLACED)) {
            Path destination =
                    path.resolve(STEP + aside.getFileName().toString().substring(REPLACED.length()));
            if (Files.exists(destination)) {
                discard(aside);
            } else {
                DurableFile.move(aside, destination);
            }
        }
    }

    private void deleteLeftovers() throws IOException {
        List<Path> leftovers = new ArrayList<>(hidden(UNFINISHED));
        leftovers.addAll(hidden(DELETED));
        leftovers.forEach(CheckpointFolder::deleteLeftover);
    }

    private static void deleteLeftover(Path leftover) {
        try {
            FileTree.delete(leftover);
        } catch (IOException e) {
            LOG.warn("{} is no longer used and cannot be deleted: {}", leftover, FailureReason.of(e));
        }
    }

    /**
     * Deletes a checkpoint that has been replaced, if it exists. It is renamed first: what cannot be deleted stays as a leftover and
     * is not restored.
     */
    private void discard(Path replaced) {
        if (!Files.exists(replaced)) {
            return;
        }
        Path deleted = leftover(replaced.getFileName().toString().substring(REPLACED.length()));
        try {
            DurableFile.move(replaced, deleted);
        } catch (IOException e) {
            LOG.warn("{} is no longer used and cannot be renamed: {}", replaced, FailureReason.of(e));
            return;
        }
        deleteLeftover(deleted);
    }

    /** A new hidden folder for what is deleted; an earlier one of the same step may have stayed. */
    private Path leftover(String step) {
        Path leftover = path.resolve(DELETED + step);
        for (int i = 1; Files.exists(leftover); i++) {
            leftover = path.resolve(DELETED + step + "-" + i);
        }
        return leftover;
    }

    private List<Path> hidden(String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /**
     * Deletes expired checkpoints.
     *
     * @param lastStep checkpoints of later steps are neither deleted nor counted, because a run that ignored them
     *     repeats those steps
     * @return the deleted checkpoints, the oldest first
     */
    List<Checkpoint> prune(Retention retention, long lastStep) throws IOException {
        Optional<Checkpoint> best = best();
        List<Checkpoint> expired =
                retention
                        .expired(upTo(lastStep).stream()
                                .filter(Checkpoint::isComplete)
                                .toList())
                        .stream()
                        .filter(checkpoint -> !Optional.of(checkpoint).equals(best))
                        .toList();
        for (Checkpoint checkpoint : expired) {
            delete(checkpoint);
        }
        return expired;
    }

    /**
     * Deletes a checkpoint if it exists. It is renamed first, so an interrupted deletion leaves no incomplete
     * checkpoint.
     */
    public void delete(Checkpoint checkpoint) throws IOException {
        Path deleted = leftover(Long.toString(checkpoint.step()));
        try {
            DurableFile.move(checkpoint.folder(), deleted);
            FileTree.delete(deleted);
        } catch (NoSuchFileException e) {
            LOG.debug("another process deleted {}", checkpoint.folder(), e);
        }
    }
}
