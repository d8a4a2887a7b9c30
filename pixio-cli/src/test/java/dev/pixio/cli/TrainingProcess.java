package dev.pixio.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A training in a separate process, which can be killed. Its model has some megabytes, so that writing takes a while. */
record TrainingProcess(Process process, Path run, Path log) implements AutoCloseable {

    /** A run with more kills has more steps. */
    private static final int LIMIT_MINUTES = Math.max(5, Integer.getInteger("pixio.kills", 5));

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("--device", "cpu"),
            Map.entry("--precision", "fp32"),
            Map.entry("--model", "192x4x3"),
            Map.entry("--decoder", "192x2x3"),
            Map.entry("--image-size", "32"),
            Map.entry("--patch-size", "8"),
            Map.entry("--mask-cell", "1"),
            Map.entry("--drop-path", "0.1"),
            Map.entry("--batch-size", "4"),
            Map.entry("--scenes", "64"),
            Map.entry("--epochs", "1000"),
            Map.entry("--threads", "1"),
            Map.entry("--loader-threads", "1"));

    /**
     * Starts a training.
     *
     * @param more options, which replace the default ones
     */
    static TrainingProcess start(Path run, String... more) throws IOException {
        return start(run, logBeside(run), SignalDispositions.withDefaults(command(run, more)));
    }

    /**
     * Starts a training whose output goes to a file elsewhere, such as on another disk.
     *
     * @param more options, which replace the default ones
     */
    static TrainingProcess startWithLog(Path run, Path log, String... more) throws IOException {
        return start(run, log, SignalDispositions.withDefaults(command(run, more)));
    }

    /** Starts a training that ignores HUP, as under {@code nohup}. */
    static TrainingProcess startWithHangUpIgnored(Path run, String... more) throws IOException {
        return start(
                run,
                logBeside(run),
                SignalDispositions.withDefaults(SignalDispositions.withHangUpIgnored(command(run, more))));
    }

    /**
     * Starts a training with the environment of {@code ./pixio}.
     *
     * @param limit a command of the shell that limits the process, such as {@code ulimit -v 1000000}; {@code :} for none
     */
    static TrainingProcess startAsLauncher(Path run, String limit, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", limit + " && exec \"$@\"", "bash"));
        command.addAll(command(run, more));
        // The JVM would reserve half of a limit.
        command.add(command.indexOf("-cp"), "-Xmx256m");
        return start(run, logBeside(run), command, LauncherEnvironment.read());
    }

    /**
     * Starts a training with these options alone.
     *
     * @param cache {@code XDG_CACHE_HOME}
     */
    static TrainingProcess startOfOptions(Path run, Path cache, String... options) throws IOException {
        List<String> command = commandWithoutOptions(run);
        command.addAll(List.of(options));
        return start(run, logBeside(run), command, Map.of("XDG_CACHE_HOME", cache.toString()));
    }

    private static List<String> command(Path run, String... more) {
        List<String> command = commandWithoutOptions(run);
        DEFAULTS.forEach((name, value) -> {
            if (!List.of(more).contains(name)) {
                command.addAll(List.of(name, value));
            }
        });
        command.addAll(List.of(more));
        return command;
    }

    private static List<String> commandWithoutOptions(Path run) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.pixio.cli.Main", "pretrain"));
        command.addAll(List.of("--out", run.toString(), "--quiet"));
        return command;
    }

    private static Path logBeside(Path run) {
        return run.resolveSibling(run.getFileName() + ".log");
    }

    private static TrainingProcess start(Path run, Path log, List<String> command) throws IOException {
        return start(run, log, command, Map.of());
    }

    private static TrainingProcess start(Path run, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new TrainingProcess(builder.start(), run, log);
    }

    /** The exit code. */
    int await() throws InterruptedException {
        return await(Duration.ofMinutes(LIMIT_MINUTES));
    }

    /** The exit code of a training that must end within a limit. */
    int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "the training did not end in " + limit.toSeconds() + " seconds: " + output());
        }
        return process.exitValue();
    }

    /** Waits until a condition holds, the process has ended, or two minutes have passed. */
    void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (process.isAlive() && !condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Steps whose metrics are written. */
    int steps() {
        try {
            return Files.readAllLines(run.resolve("metrics.jsonl")).size();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Standard output and error. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    boolean isWritingCheckpoint() {
        return checkpoints().stream().anyMatch(name -> name.startsWith(".part-"));
    }

    /** The step of the newest checkpoint; -1 if there is none. */
    long newestStep() {
        return checkpoints().stream()
                .filter(name -> name.startsWith("step-"))
                .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
                .max()
                .orElse(-1);
    }

    private Collection<String> checkpoints() {
        try (Stream<Path> entries = Files.list(run.resolve("checkpoints"))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
