package dev.pixio.bench.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;

/** Steps that are recorded: on a CPU a recorder keeps the work and runs it again. */
class StepBenchmarkTest {

    @Test
    void stepsOfARecordingAreMeasured() {
        Replaying recorder = new Replaying();

        try (StepBenchmark benchmark = new StepBenchmark(work(recorder))) {
            assertThat(benchmark.secondsPerStep()).isPositive();
        }

        assertThat(recorder.replays).isPositive();
    }

    @Test
    void stepsThatCannotBeRecordedAreNotMeasuredAsIfTheyWere() {
        GraphRecorder failing = new Replaying() {
            @Override
            public Recording record(Runnable work) {
                throw new IllegalStateException("operation not permitted when stream is capturing");
            }
        };

        assertThatThrownBy(() -> new StepBenchmark(work(failing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--cuda-graphs on: the step could not be recorded, for the reason above");
    }

    private static StepBenchmark.Work work(GraphRecorder recorder) {
        PixioConfig config = new PixioConfig(
                new PatchGrid(16, 16, 3, 8),
                new EncoderConfig(16, 1, 2, 2, 2, 0),
                new DecoderConfig(16, 1, 2, 2),
                new MaskConfig(0.5, 1),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        return new StepBenchmark.Work(
                config,
                Recipe.QUICK.optimizer(1),
                new Device("cpu"),
                new DeviceMode(StepReading.AT_ONCE, ParameterMemory.FLAT, Optional.of(recorder)),
                new PassSettings(Precision.FP32, Activations.KEPT),
                1,
                1,
                0);
    }

    private static class Replaying implements GraphRecorder {

        private int replays;

        @Override
        public void warmUp(Runnable work) {
            work.run();
        }

        @Override
        public Recording record(Runnable work) {
            return new Recording() {
                @Override
                public void replay() {
                    replays++;
                    work.run();
                }

                @Override
                public void close() {}
            };
        }
    }
}
