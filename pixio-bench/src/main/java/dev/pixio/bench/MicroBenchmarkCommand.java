package dev.pixio.bench;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio bench micro}. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the parts of a training step with JMH: mask, patchify, decode, cropAndResize, adamW.",
            "",
            "Each runs in a separate JVM with the options and the environment of this one, as ./pixio sets them."
        })
final class MicroBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "REGEX",
            arity = "0..1",
            defaultValue = ".*",
            description = "Benchmarks whose names contain a match, such as 'decode|mask' (default: all).")
    private String names;

    @Option(names = "--quick", description = "Half a second per benchmark, as a test; the results are rough.")
    private boolean quick;

    @Override
    public Integer call() throws RunnerException {
        try {
            Pattern.compile(names);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), names + " is not a regular expression: " + e.getDescription(), e);
        }
        try {
            new Runner(options().build()).run();
        } catch (NoBenchmarksException e) {
            throw new ParameterException(spec.commandLine(), "no benchmark matches '" + names + "'", e);
        }
        return 0;
    }

    private ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .include(names)
                .forks(1)
                .shouldFailOnError(true)
                .warmupIterations(quick ? 1 : 5)
                .warmupTime(quick ? TimeValue.milliseconds(100) : TimeValue.seconds(1))
                .measurementIterations(quick ? 2 : 5)
                .measurementTime(quick ? TimeValue.milliseconds(200) : TimeValue.seconds(2));
    }
}
