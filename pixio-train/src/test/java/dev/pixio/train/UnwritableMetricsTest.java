package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.scene.SceneSource;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnwritableMetricsTest {

    @TempDir
    private Path temporary;

    @Test
    void aSavedRunWhoseFilesCannotBeClosedEndsWellAndReportsIt() throws Exception {
        List<TrainingEvent> events = new ArrayList<>();
        List<TrainingResult> ends = new ArrayList<>();
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(TinyRuns.plan().build(), new SceneSource(1, 32, 40), folder)
                .listen(new TrainingListener() {
                    @Override
                    public void onSaved(Checkpoint checkpoint) {
                        if (checkpoint.step() == 8) {
                            Thread.currentThread().interrupt(); // an interrupted thread can write to no file channel
                        }
                    }

                    @Override
                    public void onEvent(TrainingEvent event) {
                        events.add(event);
                    }

                    @Override
                    public void onEnd(TrainingResult result) {
                        ends.add(result);
                    }
                });

        TrainingResult result = trainer.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.checkpoint().damage()).isEmpty();
        assertThat(ends).containsExactly(result);
        assertThat(events).extracting(TrainingEvent::kind).containsExactly(Kind.NOT_SAVED);
        assertThat(events.get(0).message())
                .startsWith("cannot write " + folder.metrics())
                .endsWith("; the run is saved, its last lines of metrics are lost");
    }
}
