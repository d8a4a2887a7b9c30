package dev.pixio.bench.kill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** {@code pixio pretrain --resume} with checkpoints, and with {@code checkpoints prune} at the same time. */
final class TrainingScenario implements KillScenario {

    /** Whether checkpoints are pruned by another process while the run trains. */
    enum Pruning {
        NONE,
        BESIDE_THE_RUN
    }

    private final Pruning pruning;
    private long pruneNanos = 1_000_000_000;

    TrainingScenario(Pruning pruning) {
        this.pruning = pruning;
    }

    @Override
    public String name() {
        return pruning == Pruning.NONE ? "train" : "prune";
    }

    private List<String> arguments(Path run) {
        return pruning == Pruning.NONE
                ? TinyTraining.arguments(run, "--checkpoint-every", "2steps")
                : TinyTraining.arguments(run, "--checkpoint-every", "1steps", "--keep-last", "2", "--keep-every", "5");
    }

    @Override
    public long prepare(Path folder) throws IOException, InterruptedException {
        ChildProcess child = ChildProcess.pixio(folder.resolve("log"), arguments(folder.resolve("run")));
        if (child.await() != 0) {
            throw new IOException("the undisturbed run failed: " + child.lastLine());
        }
        long life = System.nanoTime() - child.started();
        ChildProcess prune = prune(folder);
        prune.await();
        pruneNanos = System.nanoTime() - prune.started();
        return life;
    }

    private static ChildProcess prune(Path folder) throws IOException {
        return ChildProcess.pixio(
                folder.resolve("prune.log"),
                List.of("checkpoints", "prune", folder.resolve("run").toString(), "--keep-last", "1", "--damaged"));
    }

    @Override
    public KilledCommand begin(Path folder, Path reference) {
        return new Work(folder, new RunComparison(folder.resolve("run"), reference.resolve("run")));
    }

    private final class Work extends KilledTraining {
        private final Path folder;
        private final List<ChildProcess> beside = new ArrayList<>();

        Work(Path folder, RunComparison comparison) {
            super(comparison);
            this.folder = folder;
        }

        @Override
        public ChildProcess start(SplittableRandom random) throws IOException {
            if (pruning == Pruning.BESIDE_THE_RUN && random.nextInt(3) == 0) {
                beside.add(prune(folder)); // ends by itself: refused while the run trains
            }
            return ChildProcess.pixio(
                    folder.resolve("log"), arguments(comparison().killed()));
        }

        /** If the other process holds the lock of the run. */
        @Override
        public boolean mayFail(ChildProcess ended) throws IOException {
            return pruning == Pruning.BESIDE_THE_RUN
                    && ended.lastLine().startsWith("pixio: another process is training in ");
        }

        @Override
        public int between(SplittableRandom random) throws IOException, InterruptedException {
            if (pruning == Pruning.NONE || random.nextBoolean()) {
                return 0;
            }
            ChildProcess prune = prune(folder);
            boolean alive = random.nextBoolean()
                    ? prune.survives(random.nextLong(pruneNanos))
                    : prune.survivesUntil(this::isBusy);
            return alive && prune.kill() ? 1 : 0;
        }

        @Override
        public List<String> problemsAtEnd() throws IOException, InterruptedException {
            for (ChildProcess prune : beside) {
                int code = prune.await();
                if (code != 0 && code != 1) {
                    return List.of("checkpoints prune ended with exit code " + code + ": " + prune.lastLine());
                }
            }
            return super.problemsAtEnd();
        }
    }
}
