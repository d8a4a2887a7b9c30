package dev.pixio.bench;

import dev.pixio.bench.fuzz.FuzzCommand;
import dev.pixio.bench.kill.KillCommand;
import dev.pixio.bench.search.SearchBenchmarkCommand;
import dev.pixio.bench.serve.ServeHostileCommand;
import dev.pixio.bench.serve.ServeLoadCommand;
import dev.pixio.bench.step.ProfileBenchmarkCommand;
import dev.pixio.bench.step.StepBenchmarkCommand;
import dev.pixio.bench.study.StudyCommand;
import dev.pixio.cli.Subcommand;
import dev.pixio.cli.console.ErrorReporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio bench}. */
@Command(
        name = "bench",
        description = "Benchmarks of this machine (in a checkout only).",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StepBenchmarkCommand.class,
            ProfileBenchmarkCommand.class,
            LoadBenchmarkCommand.class,
            EmbedBenchmarkCommand.class,
            HeadBenchmarkCommand.class,
            StartBenchmarkCommand.class,
            WeightsBenchmarkCommand.class,
            CheckpointBenchmarkCommand.class,
            IndexBenchmarkCommand.class,
            MicroBenchmarkCommand.class,
            KillCommand.class,
            FuzzCommand.class,
            SearchBenchmarkCommand.class,
            ServeLoadCommand.class,
            ServeHostileCommand.class,
            StudyCommand.class
        })
public final class BenchCommand implements Subcommand {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
