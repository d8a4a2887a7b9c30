package dev.pixio.cli.run;

import dev.pixio.cli.console.Console;
import dev.pixio.monitor.NumberText;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.checkpoint.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio checkpoints list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the checkpoints of a run, oldest first. Files and sizes are checked; 'verify' reads every byte.")
final class CheckpointsListCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        CheckpointFolder folder = RunCheckpoints.of(run);
        Optional<Checkpoint> latest = folder.latest();
        out.println(Console.dim(
                String.format(Locale.ROOT, "%10s  %6s  %-19s  %9s  %9s", "step", "epoch", "saved", "size", "loss")));
        for (Checkpoint checkpoint : folder.all()) {
            out.println(row(checkpoint) + (latest.isPresent() && latest.get().equals(checkpoint) ? "  latest" : ""));
        }
        out.flush();
        return 0;
    }

    private static String row(Checkpoint checkpoint) throws IOException {
        String size = NumberText.bytes((double) RunCheckpoints.bytes(checkpoint));
        Optional<String> damage = checkpoint.sizeDamage();
        if (damage.isPresent()) {
            return String.format(
                    Locale.ROOT, "%10d  %6s  %-19s  %9s  damaged: %s", checkpoint.step(), "", "", size, damage.get());
        }
        TrainingState state = TrainingState.read(checkpoint);
        return String.format(
                Locale.ROOT,
                "%10d  %6d  %-19s  %9s  %9s",
                checkpoint.step(),
                state.position().epochReached(),
                TIME.format(state.saved()),
                size,
                state.metrics().containsKey("loss")
                        ? String.format(Locale.ROOT, "%.4f", state.metrics().get("loss"))
                        : "");
    }
}
