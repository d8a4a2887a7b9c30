package dev.pixio.train.checkpoint;

import dev.pixio.io.DurableFile;
import dev.pixio.io.FileTree;
import dev.pixio.weights.ModelLocation;
import java.io.IOException;
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
 * The checkpoints of a run: {@code step-N/} each, and {@code latest} with the name of the newest. One that is being
 * written is a hidden folder, and becomes {@code step-N} in one rename when all of it is on the disk; {@code latest} follows.
 *
 * @param path of the folder
 */
public record CheckpointFolder(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

    private static final String STEP = "step-";
    private static final String UNFINISHED = ".part-" + STEP;
    private static final String REPLACED = ".old-" + STEP;
    private static final String DELETED = ".gone-" + STEP;

    /** All of them, damaged or not, the oldest first. */
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

    /** The one of a step, whether it is there or not. */
    public Checkpoint at(long step) {
        return new Checkpoint(step, path.resolve(STEP + step));
    }

    /** The one that {@code latest} names, if it is there. */
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
     * The newest that is not damaged.
     *
     * @param lastStep of a later step none is taken
     * @param damaged is told of those that were passed over, and what is wrong with each
     */
    public Optional<Checkpoint> newestValid(long lastStep, BiConsumer<Checkpoint, String> damaged) throws IOException {
        List<Checkpoint> newestFirst = new ArrayList<>(upTo(lastStep));
        newestFirst.sort(Comparator.comparingLong(Checkpoint::step).reversed());
        for (Checkpoint checkpoint : newestFirst) {
            Optional<String> damage = checkpoint.damage();
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

    private Path latestFile() {
        return path.resolve(ModelLocation.LATEST);
    }

    /** Where the checkpoint of a step is written before it is one; empty. */
    Checkpoint begin(long step) throws IOException {
        Path unfinished = path.resolve(UNFINISHED + step);
        Files.createDirectories(path);
        for (Path left : hidden(UNFINISHED)) {
            FileTree.delete(left); // of one that could not be written: it takes the room that this one needs
        }
        Files.createDirectories(unfinished);
        return new Checkpoint(step, unfinished);
    }

    /** Gives back the room of one that could not be written. */
    void abandon(Checkpoint begun) throws IOException {
        FileTree.delete(begun.folder());
    }

    /** Makes what was begun and is on the disk the checkpoint of its step. */
    Checkpoint finish(Checkpoint begun) throws IOException {
        Checkpoint finished = at(begun.step());
        DurableFile.flushFolder(begun.folder());
        // A folder cannot be renamed over another. If the power goes between the two renames, the older one comes back.
        Path aside = path.resolve(REPLACED + begun.step());
        if (Files.exists(finished.folder())) {
            FileTree.delete(aside);
            DurableFile.move(finished.folder(), aside);
        }
        DurableFile.move(begun.folder(), finished.folder());
        FileTree.delete(aside);
        return finished;
    }

    /** Lets {@code latest} name a checkpoint. */
    public void setLatest(Checkpoint checkpoint) throws IOException {
        DurableFile.write(latestFile(), checkpoint.folder().getFileName() + "\n");
    }

    /** Cleans up after a process that was killed: what it had begun goes, what it had put aside comes back. */
    public void recover() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        for (Path unfinished : hidden(UNFINISHED)) {
            FileTree.delete(unfinished);
        }
        for (Path deleted : hidden(DELETED)) {
            FileTree.delete(deleted);
        }
        for (Path aside : hidden(REPLACED)) {
            Path place = path.resolve(STEP + aside.getFileName().toString().substring(REPLACED.length()));
            if (Files.exists(place)) {
                FileTree.delete(aside);
            } else {
                DurableFile.move(aside, place);
            }
        }
    }

    private List<Path> hidden(String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /**
     * Deletes what need not be kept.
     *
     * @param lastStep those of later steps are left alone and protect nothing: a run that passed over them takes their steps
     *     again
     * @return what was deleted, the oldest first
     */
    List<Checkpoint> prune(Retention retention, long lastStep) throws IOException {
        List<Checkpoint> expired = retention.expired(
                upTo(lastStep).stream().filter(Checkpoint::isComplete).toList());
        for (Checkpoint old : expired) {
            delete(old);
        }
        return expired;
    }

    /** Deletes one, if it is there. What remains of it, should that be cut short, is no checkpoint any more. */
    public void delete(Checkpoint checkpoint) throws IOException {
        Path going = path.resolve(DELETED + checkpoint.step());
        try {
            FileTree.delete(going);
            DurableFile.move(checkpoint.folder(), going);
            FileTree.delete(going);
        } catch (NoSuchFileException e) {
            LOG.debug("somebody else deleted {}", checkpoint.folder(), e);
        }
    }
}
