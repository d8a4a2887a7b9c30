package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.torch.device.CudaGraphs;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.ClosureRecorder;
import dev.pixio.train.TinyRuns;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replayed micro-batches give the bits of micro-batches that are queued one by one. */
class RecordedMicroBatchTest {

    private static final OptimizerPlan PLAN =
            new OptimizerPlan(1e-2, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);

    private final int threads = Libtorch.threads();

    @BeforeEach
    void useOneWorker() {
        Libtorch.setThreads(1);
    }

    @AfterEach
    void restoreThreads() {
        Libtorch.setThreads(threads);
    }

    private static List<Object> train(Optional<GraphRecorder> recorder, int steps, int unfreezeAt) {
        return train(recorder, steps, unfreezeAt, TestDevice.chosen());
    }

    /** Losses and weights of some steps of five images in micro-batches of two. */
    private static List<Object> train(Optional<GraphRecorder> recorder, int steps, int unfreezeAt, Device device) {
        List<Object> results = new ArrayList<>();
        Pixio model = TestDevice.on(device, new Pixio(TinyRuns.config(0.3), 0));
        Map<String, Tensor> parameters = Tensors.parameters(model);
        try (PointerScope scope = new PointerScope();
                AdamW optimizer = new AdamW(model, PLAN, SingleProcess.ALONE, false, ParameterMemory.FLAT);
                TrainingStep step =
                        new TrainingStep(model, new PassSettings(Precision.FP32, Activations.KEPT), 2, 9, recorder)) {
            torch.manual_seed(4);
            Tensor images = torch.rand(5, 3, 32, 32).mul(new Scalar(255.0)).to(ScalarType.Byte);
            for (int i = 0; i < steps; i++) {
                boolean trained = i >= unfreezeAt;
                parameters.forEach((name, parameter) -> {
                    if (name.startsWith("encoder.blocks.1.")) {
                        parameter.requires_grad_(trained);
                    }
                });
                optimizer.prepareGradients();
                results.add(step.accumulate(images, i, LongStream.range(0, 5).toArray()));
                optimizer.step(1e-2);
                optimizer.clearGradients();
            }
            parameters.values().forEach(parameter -> {
                for (float value : Tensors.toFloats(parameter)) {
                    results.add(value);
                }
            });
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void stepsAreTheSame(int unfreezeAt) {
        assertThat(train(Optional.of(new ClosureRecorder()), 6, unfreezeAt))
                .isEqualTo(train(Optional.empty(), 6, unfreezeAt));
    }

    /** Losses only: a rounding decides the direction of weights whose gradients are nearly zero, such as the biases of keys. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @Tag(TestDevice.CUDA)
    @Tag(TestDevice.CUDA_GRAPHS)
    void theLossesOfReplayedStepsAreTheSameOnAGpu(int unfreezeAt) {
        Device device = TestDevice.cuda();
        CountedGraphs graphs = new CountedGraphs(new CudaGraphs(device));

        List<Object> found = train(Optional.of(graphs), 6, unfreezeAt, device);
        List<Object> expected = train(Optional.empty(), 6, unfreezeAt, device);

        for (int step = 0; step < 6; step++) {
            assertThat((double) found.get(step)).isCloseTo((double) expected.get(step), within(1e-4));
        }
        assertThat(graphs.replays).as("replays").isPositive();
    }

    /** A recorder that counts what is replayed: what cannot be recorded is not. */
    private static final class CountedGraphs implements GraphRecorder {

        private final GraphRecorder graphs;
        private int replays;

        CountedGraphs(GraphRecorder graphs) {
            this.graphs = graphs;
        }

        @Override
        public void warmUp(Runnable work) {
            graphs.warmUp(work);
        }

        @Override
        public Recording record(Runnable work) {
            Recording recording = graphs.record(work);
            return new Recording() {
                @Override
                public void replay() {
                    replays++;
                    recording.replay();
                }

                @Override
                public void close() {
                    recording.close();
                }
            };
        }
    }

    @Test
    void wholeMicroBatchesAreReplayedAfterRehearsals() {
        ClosureRecorder closures = new ClosureRecorder();
        train(Optional.of(closures), 3, 0);
        // Two whole micro-batches in each step; the third, of one image, is queued as without a recorder.
        assertThat(closures.calls())
                .containsExactly("warm up", "warm up", "warm up", "record", "replay", "replay", "replay", "close");
    }

    @Test
    void otherTrainedParametersAreRecordedAnew() {
        ClosureRecorder closures = new ClosureRecorder();
        train(Optional.of(closures), 4, 2);
        assertThat(closures.calls())
                .containsExactly(
                        "warm up", "warm up", "warm up", "record", "replay", "close", "warm up", "warm up", "warm up",
                        "record", "replay", "close");
    }

    @Test
    void aFailureToRecordIsTriedOnce() {
        ClosureRecorder closures = ClosureRecorder.failing();

        List<Object> found = train(Optional.of(closures), 4, 0);

        assertThat(closures.calls()).containsExactly("warm up", "warm up", "warm up", "record");
        assertThat(found).isEqualTo(train(Optional.empty(), 4, 0));
    }

    @Test
    void aFailureOfARehearsalIsThatOfTheStep() {
        GraphRecorder failing = new GraphRecorder() {
            @Override
            public void warmUp(Runnable work) {
                throw new IllegalStateException("out of memory");
            }

            @Override
            public Recording record(Runnable work) {
                throw new AssertionError();
            }
        };
        assertThatThrownBy(() -> train(Optional.of(failing), 1, 0)).hasMessage("out of memory");
    }
}
