package dev.pixio.cli.run;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio checkpoints verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads every byte of a run's checkpoints and compares the files with their SHA-256.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: all checkpoints are intact", "1: at least one is damaged", "2: wrong usage"})
final class CheckpointsVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run;

    @Option(names = "--step", paramLabel = "N", description = "Verify only the checkpoint of step N.")
    private @Nullable Long step;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Checkpoint> selected = RunCheckpoints.of(run).all().stream()
                .filter(checkpoint -> step == null || checkpoint.step() == step)
                .toList();
        if (selected.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the run has no checkpoint of step " + step);
        }
        int damaged = 0;
        for (Checkpoint checkpoint : selected) {
            Optional<String> damage = checkpoint.fault();
            damaged += damage.isPresent() ? 1 : 0;
            out.println(checkpoint.folder() + "  "
                    + damage.map(reason -> "damaged: " + reason).orElse("ok"));
            out.flush();
        }
        return damaged == 0 ? 0 : ErrorReporter.FAILED;
    }
}
