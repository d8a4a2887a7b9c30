package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The precision {@code auto} is chosen when a run begins, and kept. */
class ChosenPrecisionTest {

    @TempDir
    private Path temporary;

    private static TrainingPlan plan(String precision, int steps) {
        return TinyRuns.plan()
                .machine(TinyRuns.MACHINE.withPrecision(precision))
                .maxSteps(steps)
                .build();
    }

    private static ImageSource scenes() {
        return new SceneSource(1, 32, 40);
    }

    @Test
    void theRunsConfigurationHasThePrecisionThatWasChosen() throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        new Trainer(plan("auto", 1), scenes(), folder).run();

        assertThat(PlanFile.read(folder.config()).machine().precision()).isIn("fp32", "bf16");
    }

    @Test
    void aResumedRunKeepsItsPrecision() throws Exception {
        for (String precision : new String[] {"fp32", "bf16"}) {
            RunFolder folder = RunFolder.create(temporary.resolve(precision), RunFolder.Existing.REFUSE);
            new Trainer(plan(precision, 1), scenes(), folder).run();

            ResumePoint resumePoint = ResumePoint.of(folder, plan("auto", 1), scenes());

            assertThat(resumePoint.plan().machine().precision()).isEqualTo(precision);
            assertThat(resumePoint.changes()).isEmpty();
        }
    }

    @Test
    void anotherPrecisionMayBeNamed() throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        new Trainer(plan("fp32", 1), scenes(), folder).run();

        ResumePoint resumePoint = ResumePoint.of(folder, plan("bf16", 1), scenes());

        assertThat(resumePoint.plan().machine().precision()).isEqualTo("bf16");
        assertThat(resumePoint.changes()).hasToString("[machine.precision fp32 -> bf16]");
    }
}
