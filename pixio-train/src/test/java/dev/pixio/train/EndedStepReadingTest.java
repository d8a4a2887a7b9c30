package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose steps are read behind the next gradients, and which is stopped, killed or out of memory, loses and repeats no step. */
class EndedStepReadingTest extends StepReadings {

    @Test
    void halvedMicroBatchesAreReportedAlsoIfNoneFits() throws Exception {
        int threads = Libtorch.threads();
        TrainingPlanBuilder plan =
                plan().machine(TinyRuns.MACHINE.withMicroBatch(8).withThreads(1));
        try {
            for (StepReading reading : StepReading.values()) {
                Trainer trainer = trainer(reading, plan)
                        .mode(new DeviceMode(reading, ParameterMemory.FLAT, Optional.of(new FullAfterTwoSteps())));
                assertThatThrownBy(trainer::run)
                        .isInstanceOf(TrainingException.class)
                        .hasMessageStartingWith("out of memory with a micro-batch of 1");
            }
        } finally {
            Libtorch.setThreads(threads);
        }
        assertSameFiles();
        RunFolder folder = RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()));
        assertThat(Files.readAllLines(folder.metrics())).hasSize(2);
        assertThat(Files.readAllLines(folder.events()))
                .hasSize(3)
                .allMatch(line -> line.contains("does not fit into memory"));
    }

    /** A device whose memory is enough for two micro-batches of the run. */
    private static final class FullAfterTwoSteps implements GraphRecorder {

        private int warmUps;

        @Override
        public void warmUp(Runnable work) {
            if (++warmUps > 2) {
                throw new IllegalStateException("CUDA out of memory");
            }
            work.run();
        }

        @Override
        public Recording record(Runnable work) {
            throw new AssertionError("there are three warmUps before a recording");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 9})
    void aStopIsCarriedOutWithoutLosingAStep(long step) throws Exception {
        Trainer trainer = trainer(StepReading.BEHIND_NEXT_GRADIENTS, plan());
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == step) {
                    trainer.stop();
                }
            }
        });

        TrainingResult stopped = trainer.run();

        // The next one is queued already when this one is reported.
        assertThat(stopped.steps()).isEqualTo(step + 1);
        assertThat(stopped.checkpoint().step()).isEqualTo(step + 1);
        RunFolder folder = RunFolder.open(temporary.resolve(StepReading.BEHIND_NEXT_GRADIENTS.name()));
        if (step + 1 < 10) {
            ResumePoint point = ResumePoint.of(folder, plan().build(), images());
            Trainer.resume(point, images())
                    .mode(new DeviceMode(StepReading.BEHIND_NEXT_GRADIENTS, ParameterMemory.SEPARATE, Optional.empty()))
                    .run();
        }
        trainer(StepReading.AT_ONCE, plan()).run();
        assertThat(folder.checkpoints().at(10).model())
                .hasSameBinaryContentAs(RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()))
                        .checkpoints()
                        .at(10)
                        .model());
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "4", "8", "10"})
    void aKilledRunContinuesToTheSameWeights(long step) throws Exception {
        Trainer killed = trainer(StepReading.BEHIND_NEXT_GRADIENTS, plan());
        killed.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == step) {
                    throw new IllegalStateException("killed");
                }
            }
        });
        assertThatThrownBy(killed::run).hasMessage("killed");
        RunFolder folder = RunFolder.open(killed.folder().path());

        Trainer.resume(ResumePoint.of(folder, plan().build(), images()), images())
                .mode(new DeviceMode(StepReading.BEHIND_NEXT_GRADIENTS, ParameterMemory.SEPARATE, Optional.empty()))
                .run();

        trainer(StepReading.AT_ONCE, plan()).run();
        RunFolder whole = RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()));
        assertSame(folder.checkpoints().at(10), whole.checkpoints().at(10));
        assertThat(Files.readAllLines(folder.metrics())).hasSize(10);
    }
}
