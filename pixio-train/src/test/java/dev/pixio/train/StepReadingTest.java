package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.JpegScaling;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.GuardPlan.OnNonFinite;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.StepReading;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run whose steps are read behind the next gradients is that of one whose steps are read at once, to the last bit. */
class StepReadingTest extends StepReadings {

    private void assertSameRuns(TrainingPlanBuilder plan) throws Exception {
        TrainingResult expected = trainer(StepReading.AT_ONCE, plan).run();
        TrainingResult found = trainer(StepReading.BEHIND_NEXT_GRADIENTS, plan).run();

        assertThat(found.steps()).isEqualTo(expected.steps());
        assertThat(found.images()).isEqualTo(expected.images());
        assertThat(found.lastLoss()).isEqualTo(expected.lastLoss());
        assertSameFiles();
    }

    @Test
    void clippedStepsAreTheSame() throws Exception {
        assertSameRuns(plan());
    }

    @Test
    void theFirstStepAfterUnfreezingIsTheSame() throws Exception {
        assertSameRuns(plan().freeze(new FreezePlan("4steps", 1)));
    }

    @Test
    void unreadableImagesAreCountedAtTheSameSteps() throws Exception {
        unreadable = Set.of(3L, 11L);
        assertSameRuns(plan().data(new DataPlan("scenes", 32, 0.2, 1, 0.5, 0.5, JpegScaling.ON)));
    }

    @ParameterizedTest
    @EnumSource(
            value = OnNonFinite.class,
            names = {"SKIP", "ROLLBACK"})
    void stepsThatAreNotFiniteEndTheRunsAlike(OnNonFinite policy) throws Exception {
        for (StepReading reading : StepReading.values()) {
            assertThatThrownBy(() -> trainer(reading, overflowing(policy, 3)).run())
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("after more than 3 such batches");
        }
        assertSameFiles();
    }

    @Test
    void stopNamesTheSameStep() throws Exception {
        List<String> messages = new ArrayList<>();
        for (StepReading reading : StepReading.values()) {
            assertThatThrownBy(() ->
                            trainer(reading, overflowing(OnNonFinite.STOP, 10)).run())
                    .isInstanceOf(TrainingException.class)
                    .satisfies(e -> messages.add(String.valueOf(e.getMessage()).replace(reading.name(), "run")));
        }
        assertThat(messages.get(1)).isEqualTo(messages.get(0)).contains("is NaN at step");
        assertSameFiles();
    }

    @ParameterizedTest
    @EnumSource(
            value = OnNonFinite.class,
            names = {"SKIP", "ROLLBACK"})
    void aBatchWhoseGradientsAreNotFiniteHasTheSameEffect(OnNonFinite policy) throws Exception {
        aBatchWhoseGradientsAreNotFiniteHasTheSameEffect(policy, TestDevice.chosen(), 0);
        assertSameFiles();
    }

    @ParameterizedTest
    @EnumSource(
            value = OnNonFinite.class,
            names = {"SKIP", "ROLLBACK"})
    @Tag(TestDevice.CUDA)
    void aBatchWhoseGradientsAreNotFiniteHasTheSameEffectOnAGpu(OnNonFinite policy) throws Exception {
        aBatchWhoseGradientsAreNotFiniteHasTheSameEffect(policy, TestDevice.cuda(), 1e-4);
    }

    private void aBatchWhoseGradientsAreNotFiniteHasTheSameEffect(OnNonFinite policy, Device device, double tolerance)
            throws Exception {
        TrainingPlanBuilder plan = plan().machine(
                        TinyRuns.MACHINE.withDevice(device.is_cpu() ? "cpu" : "cuda:" + device.index()))
                .freeze(new FreezePlan(FreezePlan.NEVER, 1))
                .guard(new GuardPlan(policy, 10));
        List<TrainingResult> results = new ArrayList<>();
        for (StepReading reading : StepReading.values()) {
            results.add(trainer(reading, plan).listen(new Damage(reading)).run());
        }

        assertThat(results.get(0).ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(results.get(1).lastLoss())
                .isCloseTo(results.get(0).lastLoss(), within(tolerance))
                .isFinite();
        for (StepReading reading : StepReading.values()) {
            String events = Files.readString(
                    RunFolder.open(temporary.resolve(reading.name())).events());
            assertThat(events.lines()).hasSize(policy == OnNonFinite.SKIP ? 1 : 2);
            assertThat(events).contains("the loss is NaN at step 6 (occurrence 1)");
        }
    }

    /**
     * Damages a weight that is not trained while the gradients of the sixth batch are computed. When a step is read behind the next
     * gradients, these are queued between the reports of the fourth and the fifth step.
     */
    private static final class Damage implements TrainingListener {

        private final StepReading reading;
        private @Nullable Tensor weight;
        private @Nullable Tensor original;
        private boolean done;

        Damage(StepReading reading) {
            this.reading = reading;
        }

        @Override
        public void onStart(TrainingRun run) {
            weight = Tensors.parameters(
                            run.pretraining().model().encoder().blocks().get(0))
                    .values()
                    .iterator()
                    .next();
            original = weight.detach().clone();
        }

        @Override
        public void onStep(StepMetrics metrics) {
            long before = reading == StepReading.AT_ONCE ? 5 : 4;
            if (metrics.step() == before && !done) {
                done = true;
                change(Objects.requireNonNull(original).mul(new Scalar(Double.NaN)));
            } else if (reading == StepReading.BEHIND_NEXT_GRADIENTS && metrics.step() == before + 1) {
                change(original);
            }
        }

        @Override
        public void onEvent(TrainingEvent event) {
            if (event.kind() == TrainingEvent.Kind.NOT_FINITE) {
                change(original);
            }
        }

        private void change(@Nullable Tensor values) {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Objects.requireNonNull(weight).copy_(Objects.requireNonNull(values));
            }
        }
    }
}
