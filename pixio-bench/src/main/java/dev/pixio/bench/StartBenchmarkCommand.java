package dev.pixio.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the start-up time of './pixio pretrain' in separate processes, from the start of the launcher to the"
                    + " line of the first step on standard output. 'command line' is the time of './pixio --version';"
                    + " the plan is printed when libraries, model and loader are ready."
        })
final class StartBenchmarkCommand implements Callable<Integer> {

    /** System property with the path of ./pixio, set by it. */
    static final String LAUNCHER = "pixio.launcher";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Number of measured processes (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be at least 1, not " + rounds);
        }
        String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            throw new IllegalStateException("this measures the script pixio: run it as ./pixio bench start");
        }
        PrintWriter out = spec.commandLine().getOut();
        StartBenchmark.Result result = new StartBenchmark(Path.of(launcher)).run(rounds, round -> print(out, round));
        print(out, result);
        return 0;
    }

    private void print(PrintWriter out, StartBenchmark.Round round) {
        if (!json) {
            out.printf(Locale.ROOT, "  first step after %.2f s%n", round.firstStep());
            out.flush();
        }
    }

    private void print(PrintWriter out, StartBenchmark.Result result) {
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(result));
            return;
        }
        out.printf(Locale.ROOT, "%-16s %6.2f s%n", "command line", result.commandLineSeconds());
        out.printf(Locale.ROOT, "%-16s %6.2f s%n", "plan printed", result.planSeconds());
        out.printf(
                Locale.ROOT,
                "%-16s %6.2f s (%.2f to %.2f in %d rounds)%n",
                "first step",
                result.firstStepSeconds(),
                result.firstStepMinSeconds(),
                result.firstStepMaxSeconds(),
                result.rounds());
        out.printf(Locale.ROOT, "%-16s %6.2f s%n", "process ended", result.endSeconds());
    }
}
