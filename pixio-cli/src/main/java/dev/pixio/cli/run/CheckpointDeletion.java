package dev.pixio.cli.run;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Deletes checkpoints one after the other, and prints each after its deletion. */
final class CheckpointDeletion {

    private final Deleter deletion;
    private final PrintWriter out;

    /** Deletes one checkpoint. */
    @FunctionalInterface
    interface Deleter {

        void delete(Checkpoint checkpoint) throws IOException;
    }

    /**
     * @param deletion deletes one checkpoint
     * @param out receives a line for each deleted checkpoint
     */
    CheckpointDeletion(Deleter deletion, PrintWriter out) {
        this.deletion = deletion;
        this.out = out;
    }

    /**
     * Deletes in the order given, up to the first failure.
     *
     * @throws TrainingException if one cannot be deleted; names it and the remaining ones
     */
    void delete(List<Checkpoint> checkpoints) throws TrainingException {
        for (int i = 0; i < checkpoints.size(); i++) {
            Checkpoint checkpoint = checkpoints.get(i);
            try {
                deletion.delete(checkpoint);
            } catch (IOException e) {
                out.flush();
                throw failure(i, checkpoints, e);
            }
            out.println("deleted " + checkpoint.folder());
        }
    }

    private static TrainingException failure(int deleted, List<Checkpoint> checkpoints, IOException cause) {
        String remaining = checkpoints.subList(deleted, checkpoints.size()).stream()
                .map(checkpoint -> String.valueOf(checkpoint.folder().getFileName()))
                .collect(Collectors.joining(", "));
        TrainingException failure = new TrainingException("deleted " + deleted + " of " + checkpoints.size()
                + " checkpoints, remaining " + remaining + ": " + ErrorReporter.firstLine(cause));
        failure.initCause(cause);
        return failure;
    }
}
