package dev.pixio.bench.kill;

import dev.pixio.cli.launch.SameJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A Java process with the class path and the options of this one.
 *
 * @param process the process
 * @param started {@link System#nanoTime} of its start
 * @param log its standard output and error
 */
record ChildProcess(Process process, long started, Path log) {

    /** A child needs seconds; a longer one hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** A child lives for seconds, so the second compiler does not pay. */
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    /** The command line {@code pixio}. */
    static ChildProcess pixio(Path log, List<String> arguments) throws IOException {
        return start(log, SameJava.PIXIO, arguments);
    }

    /** A class with a main method. */
    static ChildProcess start(Path log, String main, List<String> arguments) throws IOException {
        Process process = new ProcessBuilder(SameJava.command(OPTIONS, main, arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        process.getOutputStream().close();
        return new ChildProcess(process, System.nanoTime(), log);
    }

    /** Waits for a moment after the start, in nanoseconds; false if the process has ended before. */
    boolean survives(long nanos) throws InterruptedException {
        long remaining = started + nanos - System.nanoTime();
        return !process.waitFor(Math.max(0, remaining), TimeUnit.NANOSECONDS);
    }

    /** Waits until a condition holds; false if the process has ended before. */
    boolean survivesUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return process.isAlive();
    }

    /** Kills the process; whether it was the kill that ended it. */
    boolean kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        return process.exitValue() == 128 + 9;
    }

    /** The exit code of a process that ends by itself. */
    int await() throws InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            return -1;
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /** The last line of the output. */
    String lastLine() throws IOException {
        return output().lines().reduce("", (before, line) -> line);
    }

    /** Whether the output has a stack trace or a report of a crash. */
    boolean showsInternals() throws IOException {
        String output = output();
        return output.contains("\tat ") || output.contains("# A fatal error");
    }
}
