package dev.pixio.bench.kill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A training whose loss becomes NaN in every epoch, and which rolls back to its last checkpoint each time. */
final class RollbackScenario implements KillScenario {

    @Override
    public String name() {
        return "rollback";
    }

    private static ChildProcess start(Path folder) throws IOException {
        return ChildProcess.start(
                folder.resolve("log"),
                RollbackRun.class.getName(),
                List.of(folder.resolve("run").toString()));
    }

    @Override
    public long prepare(Path folder) throws IOException, InterruptedException {
        ChildProcess child = start(folder);
        if (child.await() != 0) {
            throw new IOException("the undisturbed run failed: " + child.lastLine());
        }
        return System.nanoTime() - child.started();
    }

    @Override
    public KilledCommand begin(Path folder, Path reference) {
        RunComparison comparison = new RunComparison(folder.resolve("run"), reference.resolve("run"));
        return new KilledTraining(comparison) {
            @Override
            public ChildProcess start(SplittableRandom random) throws IOException {
                return RollbackScenario.start(folder);
            }
        };
    }
}
