package dev.pixio.bench.kill;

import dev.pixio.distributed.launch.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code pixio launch --max-restarts}: one of two processes is killed, process 0 in a quarter of the cases. The group must end and
 * start again in time, and no process may stay.
 */
final class GroupScenario implements KillScenario {

    private static final int PROCESSES = 2;

    /** From a kill to the next start. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String RESTARTED = "starting it again from the last checkpoint";

    @Override
    public String name() {
        return "launch";
    }

    @Override
    public String obstacle() {
        return Files.isReadable(Path.of("/proc/self/environ")) ? "" : "the processes of a group are found in /proc";
    }

    private static ChildProcess launch(Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("launch", "--processes", Integer.toString(PROCESSES), "--max-restarts", "100", "--"));
        arguments.addAll(
                TinyTraining.arguments(folder.resolve("run"), "--checkpoint-every", "2steps", "--timeout", "30"));
        return ChildProcess.pixio(folder.resolve("log"), arguments);
    }

    @Override
    public long prepare(Path folder) throws IOException, InterruptedException {
        ChildProcess child = launch(folder);
        if (child.await() != 0) {
            throw new IOException("the undisturbed group failed: " + child.lastLine());
        }
        return System.nanoTime() - child.started();
    }

    @Override
    public KilledCommand begin(Path folder, Path reference) {
        return new Work(folder, new RunComparison(folder.resolve("run"), reference.resolve("run")));
    }

    /** The launcher lives on when one of its processes is killed. */
    private static final class Work extends KilledTraining {

        private final Path folder;
        private final List<String> problems = new ArrayList<>();
        private final int[] kills = new int[PROCESSES];
        private @Nullable ChildProcess launcher;

        Work(Path folder, RunComparison comparison) {
            super(comparison);
            this.folder = folder;
        }

        @Override
        public ChildProcess start(SplittableRandom random) throws IOException {
            ChildProcess running = launcher;
            launcher = running == null
                    ? launch(folder)
                    : new ChildProcess(running.process(), System.nanoTime(), running.log());
            return launcher;
        }

        @Override
        public boolean kill(ChildProcess child, SplittableRandom random) throws IOException, InterruptedException {
            int rank = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(PROCESSES - 1);
            Optional<ProcessHandle> member = member(child, rank);
            long restarts = restarts(child);
            if (member.isEmpty() || !member.get().destroyForcibly()) {
                return false;
            }
            kills[rank]++;
            long end = System.nanoTime() + LIMIT.toNanos();
            while (restarts(child) == restarts && child.process().isAlive()) {
                if (System.nanoTime() > end) {
                    problems.add("the group did not start again within " + LIMIT.toSeconds() + " s");
                    child.kill();
                    return true;
                }
                Thread.sleep(20);
            }
            if (child.process().isAlive()) {
                return true;
            }
            kills[rank]--; // the group had finished, and starts no more
            return false;
        }

        @Override
        public String killed() {
            return IntStream.range(0, PROCESSES)
                    .mapToObj(rank -> "process " + rank + ": " + kills[rank])
                    .collect(Collectors.joining(", "));
        }

        private static long restarts(ChildProcess child) throws IOException {
            return child.output()
                    .lines()
                    .filter(line -> line.contains(RESTARTED))
                    .count();
        }

        private static Optional<ProcessHandle> member(ChildProcess child, int rank) {
            return child.process()
                    .children()
                    .filter(process -> environment(process).contains("RANK=" + rank))
                    .findFirst();
        }

        private static List<String> environment(ProcessHandle process) {
            try {
                return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/environ"))
                        .split("\0"));
            } catch (IOException e) {
                return List.of(); // it has ended
            }
        }

        @Override
        public List<String> problemsAfterKill() throws IOException {
            problems.addAll(super.problemsAfterKill());
            return problems;
        }

        @Override
        public List<String> problemsAtEnd() throws IOException, InterruptedException {
            List<String> all = new ArrayList<>(super.problemsAtEnd());
            String launched = Launcher.PARENT + "="
                    + (launcher == null ? 0 : launcher.process().pid());
            ProcessHandle.allProcesses()
                    .filter(process -> environment(process).contains(launched))
                    .forEach(process -> all.add("process " + process.pid() + " of the group is still there"));
            return all;
        }
    }
}
