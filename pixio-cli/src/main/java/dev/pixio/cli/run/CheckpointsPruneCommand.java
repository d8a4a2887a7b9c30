package dev.pixio.cli.run;

import dev.pixio.monitor.NumberText;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.checkpoint.Retention;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio checkpoints prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description =
                "Deletes the checkpoints of a run that need not be kept. Every byte is read first, so that no damaged one"
                        + " is kept in place of a good one. A run that is training is left alone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio checkpoints prune runs/mine --keep-last 1",
            "  pixio checkpoints prune runs/mine --keep-last 3 --keep-every 10000 --dry-run"
        })
final class CheckpointsPruneCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            required = true,
            description = "How many to keep, the newest of those that are whole.")
    private int keepLast;

    @Option(
            names = "--keep-every",
            paramLabel = "STEPS",
            defaultValue = "0",
            description = "Keep those of every so many steps as well; 0 for none (default: 0).")
    private long keepEvery;

    @Option(names = "--damaged", description = "Delete those that are damaged, too.")
    private boolean damaged;

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        Retention retention = retention();
        CheckpointFolder folder = RunCheckpoints.of(run);
        if (dryRun) {
            Choice choice = choice(folder, retention);
            choice.deleted().forEach(checkpoint -> print("would delete " + checkpoint.folder()));
            printSum(choice.deleted(), RunCheckpoints.bytes(choice.deleted()));
            return 0;
        }
        // A run that is going on writes and deletes checkpoints itself, and would read those that are deleted here.
        try (RunLock lock = RunLock.of(new RunFolder(run))) {
            prune(folder, choice(folder, retention));
        }
        return 0;
    }

    private void prune(CheckpointFolder folder, Choice choice) throws IOException {
        long bytes = RunCheckpoints.bytes(choice.deleted());
        if (!choice.good().isEmpty()) {
            // Before anything is deleted, so that 'latest' names a checkpoint that stays, even if deleting fails.
            folder.setLatest(choice.good().get(choice.good().size() - 1));
        }
        new CheckpointDeletion(folder::delete, spec.commandLine().getOut()).delete(choice.deleted());
        printSum(choice.deleted(), bytes);
    }

    /**
     * The checkpoints of a run, the oldest first.
     *
     * @param good all that are not damaged
     * @param deleted those that need not be kept
     */
    private record Choice(List<Checkpoint> good, List<Checkpoint> deleted) {}

    private Choice choice(CheckpointFolder folder, Retention retention) throws IOException {
        List<Checkpoint> good = new ArrayList<>();
        List<Checkpoint> deleted = new ArrayList<>();
        for (Checkpoint checkpoint : folder.all()) {
            // Every byte is read: a damaged one must not be kept in place of a good one.
            if (checkpoint.damage().isEmpty()) {
                good.add(checkpoint);
            } else if (damaged) {
                deleted.add(checkpoint);
            }
        }
        deleted.addAll(retention.expired(good));
        return new Choice(good, deleted);
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void printSum(List<Checkpoint> checkpoints, long bytes) {
        print(checkpoints.size()
                + (checkpoints.size() == 1 ? " checkpoint, " : " checkpoints, ")
                + NumberText.bytes((double) bytes));
        spec.commandLine().getOut().flush();
    }

    private Retention retention() {
        try {
            return new Retention(keepLast, keepEvery);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
