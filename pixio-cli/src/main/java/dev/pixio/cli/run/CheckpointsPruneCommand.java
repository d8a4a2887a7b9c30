package dev.pixio.cli.run;

import dev.pixio.cli.console.RefusedOption;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio checkpoints prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description =
                "Deletes old checkpoints of a run. All are verified first, so that no damaged checkpoint is kept instead"
                        + " of an intact one. Fails if the run is training.",
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
            description = "Number of intact checkpoints to keep, the newest ones.")
    private int keepLast;

    @Option(
            names = "--keep-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also keep a checkpoint every N steps; 0 for none (default: 0).")
    private long keepEvery;

    @Option(names = "--damaged", description = "Also delete damaged checkpoints.")
    private boolean damaged;

    @Option(names = "--dry-run", description = "Print what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        Retention retention = RefusedOption.named(spec, () -> new Retention(keepLast, keepEvery));
        CheckpointFolder folder = RunCheckpoints.of(run);
        if (dryRun) {
            Choice choice = choice(folder, retention);
            choice.deleted().forEach(checkpoint -> print("would delete " + checkpoint.folder()));
            printTotal(choice.deleted(), RunCheckpoints.bytes(choice.deleted()));
            return 0;
        }
        // A running training writes, deletes and reads checkpoints itself.
        try (RunLock lock = RunLock.of(new RunFolder(run))) {
            folder.recover(); // also deletes what an earlier deletion left
            prune(folder, choice(folder, retention));
        }
        return 0;
    }

    private void prune(CheckpointFolder folder, Choice choice) throws IOException {
        long bytes = RunCheckpoints.bytes(choice.deleted());
        if (!choice.intact().isEmpty()) {
            // Before anything is deleted, so that 'latest' names a checkpoint that stays, even if deleting fails.
            folder.setLatest(choice.intact().get(choice.intact().size() - 1));
        }
        new CheckpointDeletion(folder::delete, spec.commandLine().getOut()).delete(choice.deleted());
        printTotal(choice.deleted(), bytes);
    }

    /**
     * The checkpoints of a run, the oldest first.
     *
     * @param intact all that are not damaged
     * @param deleted those to delete
     */
    private record Choice(List<Checkpoint> intact, List<Checkpoint> deleted) {}

    private Choice choice(CheckpointFolder folder, Retention retention) throws IOException {
        List<Checkpoint> intact = new ArrayList<>();
        List<Checkpoint> deleted = new ArrayList<>();
        for (Checkpoint checkpoint : folder.all()) {
            // reads every byte: a damaged checkpoint must not count as kept
            if (checkpoint.fault().isEmpty()) {
                intact.add(checkpoint);
            } else if (damaged) {
                deleted.add(checkpoint);
            }
        }
        Optional<Checkpoint> best = folder.best();
        retention.expired(intact).stream()
                .filter(checkpoint -> !Optional.of(checkpoint).equals(best))
                .forEach(deleted::add);
        return new Choice(intact, deleted);
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void printTotal(List<Checkpoint> checkpoints, long bytes) {
        print(
                checkpoints.isEmpty()
                        ? "nothing to delete"
                        : NumberText.counted(checkpoints.size(), "checkpoint") + ", "
                                + NumberText.bytes((double) bytes));
        spec.commandLine().getOut().flush();
    }
}
