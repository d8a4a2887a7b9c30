package dev.pixio.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.Trainer;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of process 0, such as those that validate a model, may take longer than an answer of a process is waited for. */
@Timeout(120)
class LongListenersTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration LONGER = Duration.ofSeconds(12);

    private static final TrainingPlan PLAN = TrainingPlan.recipe("quick")
            .model(new PixioConfig(
                    new PatchGrid(32, 32, 3, 8),
                    new EncoderConfig(32, 2, 2, 4, 2, 0),
                    new DecoderConfig(32, 2, 2, 4),
                    new MaskConfig(0.75, 1),
                    Positions.SINCOS,
                    PositionResize.ANTIALIASED,
                    PixioConfig.TokenStart.EQUAL))
            .batchSize(8)
            .epochs(1)
            .saving(SavingPlan.everySteps(4, 2))
            .machine(MachinePlan.AUTO
                    .withDevice("cpu")
                    .withPrecision("fp32")
                    .withLoaderThreads(1)
                    .withThreads(1))
            .build();

    @TempDir
    private Path temporary;

    private final AtomicInteger calls = new AtomicInteger();

    /** Works alone at the start and at each checkpoint. */
    private final class Worker implements TrainingListener {

        @Override
        public void onStart(TrainingRun run) {
            work();
        }

        @Override
        public void onCheckpoint(Checkpoint checkpoint) {
            work();
        }

        private void work() {
            calls.incrementAndGet();
            try {
                Thread.sleep(LONGER.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long steps(ProcessGroup group, String run, TrainingListener listener) throws Exception {
        ImageSource images = new SceneSource(1, 32, 40);
        GroupOptions options = new GroupOptions(4096, 1, false);
        if (!group.isFirst()) {
            return Trainer.follower(PLAN, images, group, options).run().steps();
        }
        RunFolder folder = RunFolder.create(temporary.resolve(run), RunFolder.Existing.REFUSE);
        return new Trainer(PLAN, images, folder)
                .together(group, options)
                .listen(listener)
                .run()
                .steps();
    }

    @Test
    void theOtherProcessesWaitForThemWithoutALimitOfTime() throws Exception {
        steps(SingleProcess.ALONE, "alone", new TrainingListener() {}); // loads what would take a part of the time
        assertThat(ProcessThreads.run(2, TIMEOUT, group -> steps(group, "run", new Worker())))
                .containsExactly(4L, 4L);
        assertThat(calls).hasValue(2);
    }
}
