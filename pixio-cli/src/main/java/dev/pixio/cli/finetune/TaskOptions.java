package dev.pixio.cli.finetune;

import dev.pixio.downstream.finetune.FineTuningData;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import java.io.IOException;
import java.io.PrintWriter;
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
     * @param input which channels and which scale its images have
     * @param outputs folders that the command writes, which hold no class
     * @param notices receives lines about reading a large source through
     */
    FineTuningData open(FineTuningPlan plan, ImageSize size, ImageInput input, Set<Path> outputs, PrintWriter notices)
            throws IOException;

    /**
     * The plan without defaults that do not fit the images of the encoder.
     *
     * @throws IllegalArgumentException in one line, if an option that was given does not fit them
     */
    default FineTuningPlan fitting(FineTuningPlan plan, ImageInput input) {
        return plan;
    }

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
            public FineTuningData open(
                    FineTuningPlan plan, ImageSize size, ImageInput input, Set<Path> outputs, PrintWriter notices)
                    throws IOException {
                return these.open(plan, size, input, outputs, notices);
            }

            @Override
            public FineTuningPlan fitting(FineTuningPlan plan, ImageInput input) {
                return these.fitting(plan, input);
            }
        };
    }

    /** Settings that options override. */
    interface Settings {
        /** Overrides the settings of a plan with those that were given. */
        void apply(FineTuningPlan before, FineTuningPlanBuilder builder);
    }
}
