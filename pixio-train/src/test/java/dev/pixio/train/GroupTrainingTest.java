package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.JpegScaling;
import dev.pixio.model.config.Activations;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several processes, here threads, train as one does. */
class GroupTrainingTest extends GroupRuns {

    @ParameterizedTest
    @CsvSource({"2, 8, false", "3, 8, false", "2, 2, false", "3, 2, true", "2, 8, true", "8, 8, true"})
    void lossesAndWeightsAreThoseOfOneProcess(int processes, int microBatch, boolean sharded) throws Exception {
        MachinePlan machine = TinyRuns.MACHINE.withThreads(1).withMicroBatch(microBatch);
        assertSameRuns(plan().machine(machine).build(), processes, sharded ? SHARDED : SMALL_BUCKETS);
    }

    @Test
    void severalWorkersInEachProcessAddUp() throws Exception {
        assertSameRuns(plan().machine(TinyRuns.MACHINE.withThreads(2)).build(), 2, SMALL_BUCKETS);
    }

    @Test
    void recomputedActivationsAreTheSame() throws Exception {
        MachinePlan machine = TinyRuns.MACHINE;
        assertSameRuns(
                plan().machine(new MachinePlan(machine.device(), machine.precision(), 1, 1, 8, Activations.RECOMPUTED))
                        .build(),
                2,
                SMALL_BUCKETS);
    }

    @Test
    void frozenBlocksAreTheSame() throws Exception {
        assertSameRuns(plan().freeze(new FreezePlan("3steps", 1)).build(), 2, SHARDED);
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void stepsReadBehindTheNextGradientsAreTheSame(int processes, boolean sharded) throws Exception {
        unreadable = Set.of(3L, 11L);
        TrainingPlan plan = plan().data(new DataPlan("scenes", 32, 0.2, 1, 0.5, 0.5, JpegScaling.ON))
                .freeze(new FreezePlan("3steps", 1))
                .build();
        GroupOptions options = sharded ? SHARDED : SMALL_BUCKETS;
        TrainingResult atOnce = train("at-once", plan, processes, options);
        List<List<Double>> expected =
                IntStream.range(0, processes).mapToObj(this::losses).toList();
        List<String> messages = events.stream().map(TrainingEvent::message).toList();
        events.clear();

        TrainingResult late = train(
                "late",
                plan,
                processes,
                options,
                trainer -> trainer.mode(
                        new DeviceMode(StepReading.BEHIND_NEXT_GRADIENTS, ParameterMemory.SEPARATE, Optional.empty())));

        assertThat(IntStream.range(0, processes).mapToObj(this::losses).toList())
                .isEqualTo(expected);
        assertThat(events.stream().map(TrainingEvent::message).toList()).isEqualTo(messages);
        assertThat(late.checkpoint().model())
                .hasSameBinaryContentAs(atOnce.checkpoint().model());
        assertThat(late.checkpoint().optimizer())
                .hasSameBinaryContentAs(atOnce.checkpoint().optimizer());
        assertThat(TrainingState.read(late.checkpoint()).unreadable())
                .isEqualTo(TrainingState.read(atOnce.checkpoint()).unreadable());
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true"})
    void flatMemoryTrainsTheSame(int processes, boolean sharded) throws Exception {
        TrainingPlan plan = plan().freeze(new FreezePlan("3steps", 1)).build();
        TrainingResult expected = train("alone", plan, 1, SMALL_BUCKETS);
        List<Double> losses = losses(0);

        TrainingResult flat = train(
                "flat",
                plan,
                processes,
                sharded ? SHARDED : SMALL_BUCKETS,
                trainer -> trainer.mode(
                        new DeviceMode(StepReading.BEHIND_NEXT_GRADIENTS, ParameterMemory.FLAT, Optional.empty())));

        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses(processes - 1).get(i)).isCloseTo(losses.get(i), within(1e-5));
        }
        assertClose(expected, flat);
    }

    @Test
    void anotherNumberOfProcessesContinues() throws Exception {
        TrainingResult whole = train("whole", plan().build(), 1, SMALL_BUCKETS);
        List<Double> expected = losses(0);

        List<Double> found = new ArrayList<>();
        int[] processes = {2, 1, 3};
        long[] ends = {3, 5, 8};
        TrainingResult last = whole;
        for (int i = 0; i < processes.length; i++) {
            long end = ends[i];
            last = train(
                    "parts", plan().build(), processes[i], SHARDED, trainer -> trainer.listen(stopAfter(trainer, end)));
            found.addAll(losses(0));
        }

        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-5));
        }
        assertClose(whole, last);
    }
}
