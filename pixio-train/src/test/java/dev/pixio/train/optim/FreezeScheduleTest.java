package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.Pixio;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.TinyRuns;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeScheduleTest {

    private static final Set<String> PARTS =
            Set.of("class_tokens", "embedding", "positions", "blocks.0", "blocks.1", "norm", "decoder");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "10epochs, 1000",
        "1epoch, 100",
        "2.5 epochs, 250",
        "500steps, 500",
        "1step, 1",
        "0.1, 200",
        "1, 2000",
        "0, 0",
        "none, 0",
        "99epochs, 2000"
    })
    void durationIsInEpochsStepsOrAShare(String duration, long steps) {
        assertThat(new FreezePlan(duration, 0).encoderSteps(100, 2000)).isEqualTo(steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "-1steps", "1.5steps", "soon", "", "10 %", "1e3steps"})
    void invalidDurationIsRefusedInOneLine(String duration) {
        assertThatThrownBy(() -> new FreezePlan(duration, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(", not ")
                .doesNotContain("\n");
    }

    @Test
    void moreBlocksThanTheEncoderHasAreRefused() {
        assertThatThrownBy(
                        () -> TinyRuns.plan().freeze(new FreezePlan("none", 3)).build())
                .hasMessage("the number of frozen blocks must be at most the encoder's 2, not 3");
        assertThatThrownBy(() -> new FreezePlan("none", -1))
                .hasMessage("the number of frozen blocks must be at least 0, not -1");
    }

    @Test
    void encoderIsFrozenUntilItsStepAndThenTrained() throws Exception {
        TrainingPlan plan = plan().freeze(new FreezePlan("5steps", 0)).build();
        WeightRecorder recorder = run(plan);

        for (int step = 1; step <= 5; step++) {
            assertThat(recorder.changed(step)).as("step %d", step).containsExactly("decoder");
        }
        for (int step = 6; step <= 8; step++) {
            assertThat(recorder.changed(step)).as("step %d", step).containsExactlyInAnyOrderElementsOf(PARTS);
        }
        assertThat(recorder.events).hasSize(1);
        assertThat(recorder.events.get(0).kind()).isEqualTo(TrainingEvent.Kind.UNFROZEN);
        assertThat(recorder.events.get(0).step()).isEqualTo(5);
        assertThat(recorder.events.get(0).message())
                .isEqualTo("the encoder was frozen for 5 steps and is trained from here on");
    }

    @Test
    void firstBlocksAreFrozenForTheWholeRunAndTheNormIsTrained() throws Exception {
        WeightRecorder recorder = run(plan().freeze(new FreezePlan("none", 1)).build());

        for (int step = 1; step <= 8; step++) {
            assertThat(recorder.changed(step))
                    .as("step %d", step)
                    .containsExactlyInAnyOrder("blocks.1", "norm", "decoder");
        }
        assertThat(recorder.events).isEmpty();
    }

    @Test
    void firstBlocksStayFrozenAfterTheEncoderIsUnfrozen() throws Exception {
        WeightRecorder recorder = run(plan().freeze(new FreezePlan("0.5", 2)).build());

        assertThat(recorder.changed(4)).containsExactly("decoder");
        assertThat(recorder.changed(5)).containsExactlyInAnyOrder("norm", "decoder");
        assertThat(recorder.events.get(0).message()).endsWith("; its first 2 blocks stay frozen");
    }

    @Test
    void firstDecoderUpdateIsTheSameWithAFrozenEncoder() throws Exception {
        WeightRecorder trained = run(plan().build());
        WeightRecorder frozen = run(plan().freeze(new FreezePlan("8steps", 0)).build());

        assertThat(frozen.losses.get(0)).isEqualTo(trained.losses.get(0));
        trained.weights.get(0).forEach((name, values) -> {
            if (name.startsWith("decoder.")) {
                assertThat(frozen.weights.get(0).get(name)).as(name).isEqualTo(values);
            }
        });
    }

    /** A resumed or rolled back run starts at a step without the preceding ones. */
    @Test
    void frozenPartsDependOnlyOnTheStep() {
        FreezePlan plan = new FreezePlan("5steps", 1);
        for (long step : new long[] {7, 4, 5, 0}) {
            Pixio model = new Pixio(TinyRuns.config(0).withPositions(Positions.LEARNED), 0);
            FreezeSchedule schedule = new FreezeSchedule(plan, model.encoder(), 4, 8);
            schedule.at(7);
            boolean unfrozen = schedule.at(step).isPresent();

            assertThat(trained(model))
                    .as("step %d", step)
                    .isEqualTo(step < 5 ? Set.of("decoder") : Set.of("blocks.1", "norm", "decoder"));
            assertThat(unfrozen).as("step %d", step).isFalse();
        }
        Pixio model = new Pixio(TinyRuns.config(0), 0);
        FreezeSchedule schedule = new FreezeSchedule(plan, model.encoder(), 4, 8);
        assertThat(schedule.at(4)).isEmpty();
        assertThat(schedule.at(5)).isPresent();
        assertThat(schedule.at(5)).isEmpty();
    }

    @Test
    void runResumedWithAFrozenEncoderEqualsAnUninterruptedRun() throws Exception {
        TrainingPlan plan = plan().freeze(new FreezePlan("5steps", 1)).build();
        WeightRecorder uninterrupted = run(plan);
        RunFolder out = RunFolder.create(folder.resolve("interrupted"), RunFolder.Existing.REFUSE);
        Trainer first = new Trainer(plan, scenes(), out);
        first.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == 4) {
                    first.stop();
                }
            }
        });
        first.run();
        WeightRecorder resumed = new WeightRecorder();

        ResumePoint resumePoint = ResumePoint.of(RunFolder.open(folder.resolve("interrupted")), plan, scenes());
        Trainer.resume(resumePoint, scenes()).listen(resumed).run();

        assertThat(resumed.weights).isEqualTo(uninterrupted.weights.subList(4, 8));
        assertThat(resumed.changed(1)).containsExactly("decoder");
        assertThat(resumed.changed(2)).containsExactlyInAnyOrder("blocks.1", "norm", "decoder");
        assertThat(resumed.events)
                .extracting(TrainingEvent::kind)
                .containsExactly(TrainingEvent.Kind.RESUMED, TrainingEvent.Kind.UNFROZEN);
    }

    private static SceneSource scenes() {
        return new SceneSource(1, 32, 40);
    }

    private static Set<String> trained(Pixio model) {
        return Tensors.parameters(model).entrySet().stream()
                .filter(entry -> entry.getValue().requires_grad())
                .map(entry -> part(entry.getKey()))
                .collect(Collectors.toSet());
    }

    /** One thread and only a final checkpoint, to be fast. */
    private static TrainingPlanBuilder plan() {
        return TinyRuns.plan()
                .model(TinyRuns.config(0.1).withPositions(Positions.LEARNED))
                .machine(TinyRuns.MACHINE.withThreads(1))
                .saving(SavingPlan.everySteps(100, 1));
    }

    private WeightRecorder run(TrainingPlan plan) throws Exception {
        WeightRecorder recorder = new WeightRecorder();
        RunFolder out = RunFolder.create(folder.resolve("run"), RunFolder.Existing.REPLACE);
        new Trainer(plan, scenes(), out).listen(recorder).run();
        return recorder;
    }

    private static String part(String name) {
        if (name.startsWith("decoder.")) {
            return "decoder";
        }
        String[] parts = name.split("\\.", -1);
        return parts[1].equals("blocks") ? "blocks." + parts[2] : parts[1];
    }

    /** Records the weights after each step. */
    private static final class WeightRecorder implements TrainingListener {

        private final List<TrainingEvent> events = new ArrayList<>();
        private final List<Map<String, List<Float>>> weights = new ArrayList<>();
        private final List<Double> losses = new ArrayList<>();
        private Map<String, List<Float>> first = Map.of();
        private Map<String, Tensor> parameters = Map.of();

        @Override
        public void onStart(TrainingRun run) {
            parameters = Tensors.parameters(run.pretraining().model());
            first = copy();
        }

        @Override
        public void onStep(StepMetrics metrics) {
            weights.add(copy());
            losses.add(metrics.loss());
        }

        @Override
        public void onEvent(TrainingEvent event) {
            events.add(event);
        }

        private Map<String, List<Float>> copy() {
            Map<String, List<Float>> copies = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> {
                List<Float> values = new ArrayList<>();
                for (float value : Tensors.toFloats(parameter)) {
                    values.add(value);
                }
                copies.put(name, values);
            });
            return copies;
        }

        /** The parts whose weights changed in a step. */
        Set<String> changed(int step) {
            Map<String, List<Float>> before = step == 1 ? first : weights.get(step - 2);
            Set<String> changed = new TreeSet<>();
            weights.get(step - 1).forEach((name, values) -> {
                if (!values.equals(Objects.requireNonNull(before.get(name)))) {
                    changed.add(part(name));
                }
            });
            return changed;
        }
    }
}
