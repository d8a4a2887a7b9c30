package dev.pixio.cli.run;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkpoints of the run that somebody named. */
final class RunCheckpoints {

    private RunCheckpoints() {}

    /**
     * Where they are.
     *
     * @throws WeightsException if it is no run, or one without any
     */
    static CheckpointFolder of(Path run) throws IOException {
        CheckpointFolder folder = new RunFolder(run).checkpoints();
        if (!Files.isDirectory(folder.path())) {
            throw new WeightsException("there is no run in " + run + ": it has no folder of checkpoints");
        }
        if (folder.all().isEmpty()) {
            throw new WeightsException("the run in " + run + " has no checkpoints yet");
        }
        return folder;
    }

    /** Bytes of all files of a checkpoint. */
    static long bytes(Checkpoint checkpoint) throws IOException {
        try (Stream<Path> files = Files.list(checkpoint.folder())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(RunCheckpoints::size)
                    .sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static long bytes(List<Checkpoint> checkpoints) throws IOException {
        long sum = 0;
        for (Checkpoint checkpoint : checkpoints) {
            sum += bytes(checkpoint);
        }
        return sum;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
