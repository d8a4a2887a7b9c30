package dev.pixio.cli;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.checkpoint.Retention;
import java.io.IOException;
import java.io.PrintWriter;
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
                        + " is kept in place of a good one.",
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
        PrintWriter out = spec.commandLine().getOut();
        Retention retention = retention();
        CheckpointFolder folder = RunCheckpoints.of(run);
        List<Checkpoint> going = new ArrayList<>();
        List<Checkpoint> good = new ArrayList<>();
        for (Checkpoint checkpoint : folder.all()) {
            // Every byte is read: one that is damaged must not stand for a good one that goes.
            boolean broken = checkpoint.damage().isPresent();
            (broken ? going : good).add(checkpoint);
        }
        if (!damaged) {
            going.clear();
        }
        going.addAll(retention.expired(good));
        long bytes = RunCheckpoints.bytes(going);
        for (Checkpoint checkpoint : going) {
            out.println((dryRun ? "would delete " : "deleted ") + checkpoint.folder());
            if (!dryRun) {
                folder.delete(checkpoint);
            }
        }
        if (!dryRun && !good.isEmpty()) {
            folder.pointTo(good.get(good.size() - 1));
        }
        out.println(
                going.size() + (going.size() == 1 ? " checkpoint, " : " checkpoints, ") + Text.bytes((double) bytes));
        out.flush();
        return 0;
    }

    private Retention retention() {
        try {
            return new Retention(keepLast, keepEvery);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
