package dev.pixio.bench;

import dev.pixio.bench.measure.Median;
import dev.pixio.io.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures the start-up time of a training: complete processes of the launcher, from their start to the line of the first
 * step on standard output.
 */
final class StartBenchmark {

    /** Start of the plan of a run, which is printed when libraries, model and loader are ready. */
    private static final String PLAN = "recipe ";

    /** Start of a progress line. */
    private static final String STEP = "epoch ";

    private final Path launcher;

    /**
     * Seconds since the start of a process.
     *
     * @param commandLine until the end of {@code --version}: launcher, JVM and command line
     * @param plan until the plan of the run is printed
     * @param firstStep until the first step is finished and printed
     * @param end until the process has ended, with its checkpoint and reconstructions written
     */
    record Round(double commandLine, double plan, double firstStep, double end) {}

    /**
     * The results of a benchmark, medians over its rounds except for minimum and maximum.
     *
     * @param firstStepSeconds until the first step, the result of the benchmark
     */
    record Result(
            double firstStepSeconds,
            double firstStepMinSeconds,
            double firstStepMaxSeconds,
            double commandLineSeconds,
            double planSeconds,
            double endSeconds,
            int rounds) {}

    /**
     * Creates a benchmark.
     *
     * @param launcher the script {@code pixio}
     */
    StartBenchmark(Path launcher) {
        this.launcher = launcher;
    }

    Result run(int rounds, Consumer<Round> progress) throws IOException, InterruptedException {
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            measured.add(round());
            progress.accept(measured.get(i));
        }
        return new Result(
                median(measured, Round::firstStep),
                measured.stream().mapToDouble(Round::firstStep).min().orElseThrow(),
                measured.stream().mapToDouble(Round::firstStep).max().orElseThrow(),
                median(measured, Round::commandLine),
                median(measured, Round::plan),
                median(measured, Round::end),
                rounds);
    }

    private static double median(List<Round> measured, ToDoubleFunction<Round> part) {
        return Median.of(measured.stream().mapToDouble(part).boxed().toList());
    }

    private Round round() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pixio-start-");
        try {
            double commandLine = run("--version").end;
            TimedOutput training = run(
                    "pretrain",
                    "--max-steps",
                    "1",
                    "--out",
                    folder.resolve("run").toString());
            return new Round(commandLine, training.first(PLAN), training.first(STEP), training.end);
        } finally {
            FileTree.delete(folder);
        }
    }

    /** The output of a process, with the time of each line in seconds. */
    private record TimedOutput(List<Line> lines, double end) {

        private record Line(double seconds, String text) {}

        double first(String prefix) {
            return lines.stream()
                    .filter(line -> line.text.startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the training did not print a line that starts with '" + prefix + "'"))
                    .seconds;
        }
    }

    private TimedOutput run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
        command.addAll(Arrays.asList(arguments));
        List<TimedOutput.Line> lines = new ArrayList<>();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(new TimedOutput.Line(seconds(start), line));
            }
            if (process.waitFor() != 0) {
                String last = lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1).text;
                throw new IllegalStateException("'pixio " + String.join(" ", arguments) + "' ended with exit code "
                        + process.exitValue() + "; last line: " + last);
            }
            return new TimedOutput(lines, seconds(start));
        } finally {
            process.destroy();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
