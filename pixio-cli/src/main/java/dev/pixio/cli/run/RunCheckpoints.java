package dev.pixio.cli.run;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkpoints of a run that was named on the command line. */
final class RunCheckpoints {

    private RunCheckpoints() {}

    /**
     * The folder of the checkpoints.
     *
     * @throws WeightsException if there is no run, or it has no checkpoints
     */
    static CheckpointFolder of(Path run) throws IOException {
        CheckpointFolder folder = new RunFolder(run).checkpoints();
        if (!Files.isDirectory(folder.path())) {
            if (Files.isDirectory(run)) {
                ModelLocation.requireAccess(run, Files.isExecutable(run));
            }
            throw new WeightsException("no run in " + run + ": it has no folder checkpoints");
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

    /** Bytes of all files of several checkpoints. */
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
