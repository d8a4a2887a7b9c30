package dev.pixio.cli.finetune;

import dev.pixio.downstream.finetune.FineTuningData;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.image.resize.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** What differs between the tasks of {@code pixio finetune}. */
interface TaskOptions {

    /** Overrides the settings of a plan with those that were given. */
    void apply(FineTuningPlan before, FineTuningPlanBuilder builder);

    /**
     * Opens the data of a plan.
     *
     * @param size of the model's input
     * @param outputs folders that the command writes, which hold no class
     */
    FineTuningData open(FineTuningPlan plan, ImageSize size, Set<Path> outputs) throws IOException;

    /** These options, and settings of one task beside them. */
    default TaskOptions with(Settings more) {
        TaskOptions these = this;
        return new TaskOptions() {
            @Override
            public void apply(FineTuningPlan before, FineTuningPlanBuilder builder) {
                these.apply(before, builder);
                more.apply(builder.build(), builder);
            }

            @Override
            public FineTuningData open(FineTuningPlan plan, ImageSize size, Set<Path> outputs) throws IOException {
                return these.open(plan, size, outputs);
            }
        };
    }

    /** Settings that options override. */
    interface Settings {
        /** Overrides the settings of a plan with those that were given. */
        void apply(FineTuningPlan before, FineTuningPlanBuilder builder);
    }
}
