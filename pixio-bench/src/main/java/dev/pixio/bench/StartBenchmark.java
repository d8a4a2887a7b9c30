package dev.pixio.bench;

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
 * How long it takes until a training trains: whole fresh processes of the launcher, from their start to the line that the
 * first step has written to standard output.
 */
final class StartBenchmark {

    /** How the plan of a run begins, printed once libraries are loaded, the model made and the first images begun. */
    private static final String PLAN = "recipe ";

    /** How a line of progress begins. */
    private static final String STEP = "epoch ";

    private final Path launcher;

    /**
     * Seconds since a process began.
     *
     * @param commandLine until {@code --version} has ended: launcher, JVM, and the commands
     * @param plan until the plan of the run is printed
     * @param firstStep until the first step is done and printed
     * @param end until the process has ended, with its model saved and an image drawn
     */
    record Round(double commandLine, double plan, double firstStep, double end) {}

    /**
     * The figures of a benchmark, medians over its rounds but for the extremes.
     *
     * @param firstStepSeconds what this is about
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
     * A benchmark of a launcher.
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
        return StepBenchmark.median(measured.stream().mapToDouble(part).boxed().toList());
    }

    private Round round() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pixio-start-");
        try {
            double commandLine = watch("--version").end;
            Watched training = watch(
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

    /** What a process printed, and when. */
    private record Watched(List<Line> lines, double end) {

        private record Line(double seconds, String text) {}

        double first(String beginning) {
            return lines.stream()
                    .filter(line -> line.text.startsWith(beginning))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the training that was measured never printed a line that begins with '" + beginning + "'"))
                    .seconds;
        }
    }

    private Watched watch(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
        command.addAll(Arrays.asList(arguments));
        List<Watched.Line> lines = new ArrayList<>();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(new Watched.Line(seconds(start), line));
            }
            if (process.waitFor() != 0) {
                String last = lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1).text;
                throw new IllegalStateException("'pixio " + String.join(" ", arguments) + "' ended with exit code "
                        + process.exitValue() + "; the last it said was: " + last);
            }
            return new Watched(lines, seconds(start));
        } finally {
            process.destroy();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
