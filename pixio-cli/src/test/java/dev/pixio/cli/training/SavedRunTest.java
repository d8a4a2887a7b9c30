package dev.pixio.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.TrainingResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SavedRunTest {

    @Test
    void aSignalAfterTheEndDoesNotSpeakOfSavingACheckpoint() {
        SavedRun run = new SavedRun();
        assertThat(run.afterSignal()).isEqualTo("stopping after this step and saving a checkpoint");

        run.onEnd(new TrainingResult(
                3, 1, 0.5, 2, 12, 0, TrainingResult.Ending.COMPLETE, new Checkpoint(3, Path.of("run/step-3"))));

        assertThat(run.afterSignal()).isEqualTo("the run is saved already; stopping its evaluation");
    }
}
