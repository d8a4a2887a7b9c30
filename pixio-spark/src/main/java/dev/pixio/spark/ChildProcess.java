package dev.pixio.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process of a task, which ends with it.
 *
 * @param command program and arguments
 * @param variables added to those of this process
 * @param prefix of its lines, in the output of this process
 */
record ChildProcess(List<String> command, Map<String, String> variables, String prefix) {

    private static final long POLL_MILLIS = 100;

    /** For a step and a checkpoint that is being written. */
    private static final long END_SECONDS = 15;

    /**
     * Runs the process until it ends.
     *
     * @param stopped whether the task is to end: the process is then asked to end, and is killed if it does not
     * @return its exit code
     */
    int run(BooleanSupplier stopped) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        Thread hook = new Thread(() -> terminate(process), "pixio-child-end");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread output = new Thread(() -> pass(process), "pixio-child-output");
        output.setDaemon(true);
        output.start();
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    throw new InterruptedException("the task was stopped");
                }
            }
            output.join();
            return process.exitValue();
        } finally {
            end(process);
            remove(hook);
        }
    }

    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        terminate(process);
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGTERM. {@link Process#destroy} would also close the streams, and what the process says as it ends would be lost. */
    private static void terminate(Process process) {
        process.toHandle().destroy();
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM ends already.
        }
    }

    private void pass(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(prefix + line);
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }
}
