package dev.pixio.cli.pretrain;

import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.util.Optional;

/**
 * The plan of a resumed run, which process 0 reads from the folder of the run, so that the other processes need not have it. For a
 * new run each process builds the plan from its own options, and the plans are compared.
 */
final class SharedPlan {

    private SharedPlan() {}

    /** Sends the plan of process 0; empty for a new run. */
    static void send(ProcessGroup group, Optional<TrainingPlan> resumed) {
        group.gather(resumed.map(PlanFile::toYaml).orElse(""));
    }

    /** The plan that process 0 sent. */
    static Optional<TrainingPlan> receive(ProcessGroup group) throws IOException {
        String yaml = group.gather("").get(0);
        return yaml.isEmpty() ? Optional.empty() : Optional.of(PlanFile.parse(yaml));
    }
}
