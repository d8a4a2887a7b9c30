package dev.pixio.bench.kill;

import java.io.IOException;
import java.util.List;

/** A training whose run is compared with an undisturbed one. */
abstract class KilledTraining implements KilledCommand {

    private final RunComparison comparison;

    KilledTraining(RunComparison comparison) {
        this.comparison = comparison;
    }

    final RunComparison comparison() {
        return comparison;
    }

    /** Whether a checkpoint is being written, replaced or deleted. */
    @Override
    public boolean isBusy() {
        return Unfinished.existsIn(comparison.killed().resolve("checkpoints"), ".*");
    }

    @Override
    public List<String> problemsAfterKill() throws IOException {
        return comparison.problemsAfterKill();
    }

    @Override
    public List<String> problemsAtEnd() throws IOException, InterruptedException {
        return comparison.problemsAtEnd();
    }
}
