package dev.pixio.distributed.launch;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Starts the processes of a group on this host, passes their output on, and ends all of them if one fails. A group that failed is
 * started again, from its last checkpoint, as often as allowed.
 */
public final class Launcher {

    /** The variable with the process that started this one; a training ends when that process does. */
    public static final String PARENT = "PIXIO_LAUNCHER_PID";

    /** After one process has failed, the others have this time to notice and to say why: they need at most 10 s. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** Time between the request to end and the end by force, for a checkpoint that is being written. */
    private static final Duration END = Duration.ofSeconds(15);

    private static final int USAGE = 2;
    private static final int SIGNAL = 128;
    private static final long POLL_MILLIS = 50;

    private final LaunchPlan plan;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Duration grace;
    private final Duration end;
    private final List<Process> running = new ArrayList<>();
    private volatile boolean stopping;
    private boolean bareOutput;

    /** @param out receives the lines of the processes, each after its rank; {@code err} likewise */
    public Launcher(LaunchPlan plan, PrintWriter out, PrintWriter err) {
        this(plan, out, err, GRACE, END);
    }

    Launcher(LaunchPlan plan, PrintWriter out, PrintWriter err, Duration grace, Duration end) {
        this.plan = plan;
        this.out = out;
        this.err = err;
        this.grace = grace;
        this.end = end;
    }

    /**
     * Runs the group until it is done.
     *
     * @param first the command of each process at the first start
     * @param again its command at later starts, which continue from the last checkpoint
     * @param restarts number of later starts, at most
     * @return 0 if all processes succeed, otherwise the exit code of the first that failed
     */
    public int run(List<String> first, List<String> again, int restarts) throws IOException, InterruptedException {
        Thread hook = new Thread(this::killAll, "pixio-launcher-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int code = start(first, 0);
            for (int attempt = 1; attempt <= restarts && isWorthARestart(code); attempt++) {
                err.println("pixio: the group failed; starting it again from the last checkpoint (" + attempt + " of "
                        + restarts + ")");
                err.flush();
                code = start(again, attempt);
            }
            return code;
        } finally {
            killAll();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private boolean isWorthARestart(int code) {
        return code != 0 && code != USAGE && !stopping;
    }

    /** Passes the standard output of process 0 on without its number, for programs that read it. */
    public Launcher withBareOutput() {
        bareOutput = true;
        return this;
    }

    /** Asks all processes to save a checkpoint and end. May be called from any thread. */
    public void stop() {
        stopping = true;
        synchronized (running) {
            terminate();
        }
    }

    /** Sends SIGTERM. {@link Process#destroy} would also close the streams, and what the processes say as they end would be lost. */
    private void terminate() {
        running.forEach(process -> process.toHandle().destroy());
    }

    private int start(List<String> command, int attempt) throws IOException, InterruptedException {
        LaunchPlan now = plan.port() == 0 ? plan.withPort(freePort()) : plan;
        boolean taskset = isInstalled("taskset");
        boolean setsid = isInstalled("setsid");
        List<Thread> pumps = new ArrayList<>();
        synchronized (running) {
            running.clear();
            for (int i = 0; i < now.processes(); i++) {
                List<String> bound = new ArrayList<>(now.command(command, i, taskset));
                if (setsid) { // a signal of the terminal reaches only the launcher, which passes it on once
                    bound.add(0, "setsid");
                }
                ProcessBuilder builder =
                        new ProcessBuilder(bound).redirectInput(ProcessBuilder.Redirect.from(nothing()));
                builder.environment().putAll(now.environment(i, attempt));
                now.defaults().forEach(builder.environment()::putIfAbsent);
                Process process = builder.start();
                running.add(process);
                String prefix = "[" + now.rank(i) + "] ";
                pumps.add(pump(process.getInputStream(), bareOutput && now.rank(i) == 0 ? "" : prefix, out));
                pumps.add(pump(process.getErrorStream(), prefix, err));
            }
            if (stopping) {
                terminate();
            }
        }
        int code = await();
        for (Thread pump : pumps) {
            pump.join();
        }
        return code;
    }

    private static File nothing() {
        return Path.of("/dev/null").toFile();
    }

    /** Waits for all processes; after the first failure only for a while. Returns the code of the first that failed. */
    private int await() throws InterruptedException {
        Optional<Integer> failure = Optional.empty();
        long deadline = Long.MAX_VALUE;
        boolean asked = false;
        while (running.stream().anyMatch(Process::isAlive)) {
            if (failure.isEmpty()) {
                failure = failed();
                deadline = failure.isPresent() ? System.nanoTime() + grace.toNanos() : deadline;
            } else if (System.nanoTime() > deadline) {
                if (asked) {
                    reportKill();
                    killAll();
                    deadline = Long.MAX_VALUE;
                } else {
                    terminate();
                    asked = true;
                    deadline = System.nanoTime() + end.toNanos();
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
        return failure.or(this::failed).orElse(0);
    }

    private Optional<Integer> failed() {
        for (int i = 0; i < running.size(); i++) {
            Process process = running.get(i);
            if (!process.isAlive() && process.exitValue() != 0) {
                report(plan.rank(i), process.exitValue());
                return Optional.of(process.exitValue());
            }
        }
        return Optional.empty();
    }

    private void report(int rank, int code) {
        if (code == SIGNAL + 9) {
            err.println("pixio: process " + rank + " was killed (SIGKILL); the kernel does that when memory is short");
        } else if (!stopping) {
            err.println("pixio: process " + rank + " failed with exit code " + code);
        }
        err.flush();
    }

    private void reportKill() {
        for (int i = 0; i < running.size(); i++) {
            if (running.get(i).isAlive()) {
                err.println("pixio: process " + plan.rank(i) + " does not end; killing it");
            }
        }
        err.flush();
    }

    /** Ends all processes at once, by force. May be called from any thread. */
    public void killAll() {
        synchronized (running) {
            running.stream().filter(Process::isAlive).forEach(process -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            });
        }
    }

    private static Thread pump(InputStream from, String prefix, PrintWriter to) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            synchronized (to) {
                                to.println(prefix + line);
                                to.flush();
                            }
                        }
                    } catch (IOException e) {
                        // The process was killed.
                    }
                },
                "pixio-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
