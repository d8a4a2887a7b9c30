package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.Pixio;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.GuardPlan.OnNonFinite;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handling of losses that are not finite. */
class NonFiniteTest {

    @TempDir
    private Path temporary;

    private final List<TrainingEvent> events = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();

    /** Sets a weight to NaN after a step; optionally restores it when the NaN loss is reported. */
    private final class Fault implements TrainingListener {
        private final long after;
        private final int times;
        private final boolean restores;
        private int faults;
        private @Nullable Tensor weight;
        private @Nullable Tensor original;

        Fault(long after, int times, boolean restores) {
            this.after = after;
            this.times = times;
            this.restores = restores;
        }

        @Override
        public void onStart(TrainingRun run) {
            weight = first(run.pretraining().model());
            original = weight.detach().clone();
        }

        @Override
        public void onStep(StepMetrics metrics) {
            steps.add(metrics.step());
            if (metrics.step() == after && faults < times) {
                faults++;
                copy(weight, original);
                fill(weight, Double.NaN);
            }
        }

        @Override
        public void onEvent(TrainingEvent event) {
            events.add(event);
            if (event.kind() == Kind.NOT_FINITE && restores) {
                copy(original, weight);
            }
        }
    }

    private static Tensor first(Pixio model) {
        return Tensors.parameters(model).values().iterator().next();
    }

    private static void copy(@Nullable Tensor from, @Nullable Tensor to) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Objects.requireNonNull(to).copy_(Objects.requireNonNull(from));
        }
    }

    private static void fill(@Nullable Tensor tensor, double value) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Objects.requireNonNull(tensor).fill_(new Scalar(value));
        }
    }

    private RunFolder folder() throws IOException {
        return RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
    }

    private static Trainer trainer(OnNonFinite policy, int limit, RunFolder folder) {
        return new Trainer(
                TinyRuns.plan().guard(new GuardPlan(policy, limit)).build(), new SceneSource(1, 32, 40), folder);
    }

    @Test
    void stopEndsTheRunAndKeepsTheLastValidCheckpoint() throws Exception {
        RunFolder folder = folder();

        assertThatThrownBy(() -> trainer(OnNonFinite.STOP, 10, folder)
                        .listen(new Fault(4, 1, false))
                        .run())
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the loss is NaN at step 5; the last valid checkpoint is "
                        + folder.checkpoints().at(3).folder())
                .hasMessageContaining("images of the batch: scene ");

        assertThat(events).extracting(TrainingEvent::kind).containsExactly(Kind.NOT_FINITE);
        assertThat(events.get(0).images()).hasSize(8).allMatch(name -> name.startsWith("scene "));
        assertThat(Files.readString(folder.events()))
                .contains("\"kind\":\"not-finite\"")
                .contains("\"images\":[\"scene ");
        assertThat(folder.checkpoints().at(3).damage()).isEmpty();
    }

    @Test
    void initialWeightsThatOverflowAreNamed() throws Exception {
        Trainer trainer =
                new Trainer(TinyRuns.plan().init("large.safetensors").build(), new SceneSource(1, 32, 40), folder());

        assertThatThrownBy(() -> trainer.listen(new TrainingListener() {
                            @Override
                            public void onStart(TrainingRun run) {
                                fill(first(run.pretraining().model()), Double.NaN);
                            }
                        })
                        .run())
                .isInstanceOf(TrainingException.class)
                .hasMessage("the loss is NaN with the initial weights large.safetensors, before any step: they are too"
                        + " large, so the model overflows; use other weights");
    }

    @Test
    void skipRepeatsTheStepWithTheNextBatch() throws Exception {
        RunFolder folder = folder();

        TrainingResult result = trainer(OnNonFinite.SKIP, 10, folder)
                .listen(new Fault(4, 1, true))
                .run();

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(events).extracting(TrainingEvent::kind).containsExactly(Kind.NOT_FINITE);
        TrainingState state = TrainingState.read(result.checkpoint());
        assertThat(state.notFinite()).isEqualTo(1);
        assertThat(state.position().epoch() * 4 + state.position().batch()).isEqualTo(9); // one batch more than steps
        assertFinite(result.checkpoint());
        assertThat(Files.readAllLines(folder.metrics())).hasSize(8);
    }

    @Test
    void rollbackRestoresTheLastCheckpointAndContinuesWithTheNextImages() throws Exception {
        RunFolder folder = folder();
        List<Long> rewound = new ArrayList<>();

        TrainingResult result = trainer(OnNonFinite.ROLLBACK, 10, folder)
                .listen(new Fault(4, 1, false))
                .listen(new TrainingListener() {
                    @Override
                    public void onRewind(long step) {
                        rewound.add(step);
                    }
                })
                .run();

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(steps).containsExactly(1L, 2L, 3L, 4L, 4L, 5L, 6L, 7L, 8L);
        assertThat(rewound).containsExactly(3L);
        assertThat(events).extracting(TrainingEvent::kind).containsExactly(Kind.NOT_FINITE, Kind.ROLLED_BACK);
        assertThat(events.get(1).message())
                .isEqualTo("rolled back from step 4 to step 3; training continues with the next images");
        TrainingState state = TrainingState.read(result.checkpoint());
        assertThat(state.position().epoch() * 4 + state.position().batch()).isEqualTo(10); // 4, 5 | 6 to 10
        assertFinite(result.checkpoint());
        assertThat(Files.readAllLines(folder.metrics()))
                .hasSize(8)
                .last()
                .asString()
                .startsWith("{\"step\":8,");
    }

    @Test
    void rollbackBeforeTheFirstCheckpointRestoresStepZero() throws Exception {
        TrainingResult result = trainer(OnNonFinite.ROLLBACK, 10, folder())
                .listen(new Fault(1, 1, false))
                .run();

        assertThat(result.steps()).isEqualTo(8);
        assertThat(events.get(1).message()).startsWith("rolled back from step 1 to step 0");
        assertFinite(result.checkpoint());
    }

    @Test
    void exceedingTheLimitStopsTheRunUnderEveryPolicy() throws Exception {
        RunFolder folder = folder();

        assertThatThrownBy(() -> trainer(OnNonFinite.SKIP, 2, folder)
                        .listen(new Fault(3, 1, false)) // the weight stays NaN
                        .run())
                .hasMessageStartingWith("the loss is NaN at step 4, after more than 2 such batches; the last valid");

        assertThat(events).hasSize(3);
    }

    private static void assertFinite(Checkpoint checkpoint) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            for (Tensor tensor : Safetensors.read(checkpoint.model()).tensors().values()) {
                for (float value : Tensors.toFloats(tensor)) {
                    assertThat(Float.isFinite(value)).isTrue();
                }
            }
        }
    }
}
