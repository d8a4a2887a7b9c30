package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.GroupOfThreads;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.TrainingPlan;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What happens to one process happens to its group as to a run of one process. */
class GroupFailuresTest extends GroupRuns {

    @Test
    void aProcessThatIsAskedToStopStopsAll() throws Exception {
        TrainingResult result = train("run", plan().build(), 3, SMALL_BUCKETS, trainer -> {
            if (trainer.folder().path().endsWith("process-2")) {
                trainer.listen(stopAfter(trainer, 4));
            }
        });
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(result.steps()).isEqualTo(4);
        assertThat(stepsOf(1)).hasSize(4);
    }

    @Test
    void aLossThatIsNotFiniteInOneProcessIsSkippedByAll() throws Exception {
        TrainingPlan plan =
                plan().guard(new GuardPlan(GuardPlan.OnNonFinite.ROLLBACK, 3)).build();
        TrainingResult result = train("run", plan, 2, SHARDED, trainer -> {
            if (trainer.folder().path().endsWith("process-1")) {
                trainer.listen(new Addition(4, Double.NaN));
            }
        });
        assertThat(result.steps()).isEqualTo(8);
        assertThat(events.stream().map(TrainingEvent::kind))
                .contains(TrainingEvent.Kind.NOT_FINITE, TrainingEvent.Kind.ROLLED_BACK);
        assertThat(losses(0)).isEqualTo(losses(1)).hasSizeGreaterThan(8);
    }

    /** Adds a number to weights of one process after a step, once. */
    private static final class Addition implements TrainingListener {
        private final long step;
        private final double value;
        private Tensor weight = new Tensor();
        private boolean done;

        Addition(long step, double value) {
            this.step = step;
            this.value = value;
        }

        @Override
        public void onStart(TrainingRun run) {
            weight = run.pretraining().model().encoder().classTokens();
        }

        @Override
        public void onStep(StepMetrics metrics) {
            if (metrics.step() == step && !done) {
                done = true;
                try (NoGradGuard noGrad = new NoGradGuard()) {
                    weight.add_(new Scalar(value));
                }
            }
        }
    }

    @Test
    void anUnreadableImageIsReplacedReportedAndCountedAsInOneProcess() throws Exception {
        unreadable = Set.of(17L);
        assertSameRuns(plan().build(), 3, SMALL_BUCKETS);

        assertThat(events.stream().filter(event -> event.kind() == TrainingEvent.Kind.UNREADABLE_IMAGE))
                .hasSize(2) // one per run
                .allSatisfy(event -> assertThat(event.message()).isEqualTo("damaged"));
        assertThat(stepsOf(0).get(7).skipped()).isEqualTo(1);
        String alone = state("alone");
        assertThat(alone).contains("\"unreadable\" : 1");
        assertThat(state("together")).isEqualTo(alone);
    }

    @Test
    void theLimitOfUnreadableImagesHoldsForTheImagesOfAllProcesses() throws Exception {
        unreadable = Set.of(3L, 9L, 17L, 30L);
        TrainingPlan plan = withMaxUnreadable(0.1);
        for (int processes : List.of(1, 2, 3)) {
            assertThatThrownBy(() -> train("run-" + processes, plan, processes, SMALL_BUCKETS))
                    .as(processes + " processes")
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(TooManyUnreadableException.class)
                    .hasMessageStartingWith("4 of 32 images could not be read (limit 10 %), first: ");
        }
        train("within", withMaxUnreadable(0.125), 3, SMALL_BUCKETS);
        assertThat(stepsOf(2)).hasSize(8);
    }

    private static TrainingPlan withMaxUnreadable(double share) {
        DataPlan data = plan().build().data();
        return plan().data(new DataPlan(
                        data.source(),
                        data.scenes(),
                        data.minScale(),
                        data.maxScale(),
                        data.flip(),
                        share,
                        data.jpegScaling()))
                .build();
    }

    /** What the last checkpoint says of unreadable images. */
    private String state(String folder) throws Exception {
        String json = Files.readString(temporary.resolve(folder).resolve("checkpoints/step-8/state.json"));
        int start = json.indexOf("\"unreadable\" : {");
        return json.substring(start, json.indexOf("\"machine\"", start));
    }

    @Test
    void aSlowProcessIsNamed() throws Exception {
        slowProcess = 1;
        train("run", plan().epochs(6).build(), 2, SMALL_BUCKETS);

        assertThat(events.stream().filter(event -> event.kind() == TrainingEvent.Kind.SLOW_PROCESS))
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("process 1 takes ")
                        .endsWith(" s per step, and all wait for it"));
    }

    @Test
    void weightsThatDifferAreFound() {
        assertThatThrownBy(() -> train("run", plan().build(), 2, SMALL_BUCKETS, trainer -> {
                    if (trainer.folder().path().endsWith("process-1")) {
                        trainer.listen(new Addition(2, 1e-6));
                    }
                }))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(GroupException.class)
                .hasMessageStartingWith("after step 3 the weights of process 1 differ from those of process 0");
    }

    @Test
    void aDifferentSettingIsRefusedAndNamed() throws Exception {
        List<GroupOfThreads> groups = GroupOfThreads.of(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<TrainingResult> first =
                    threads.submit(() -> trainer("run", plan().build(), groups.get(0), SMALL_BUCKETS, trainer -> {})
                            .run());
            Future<TrainingResult> second = threads.submit(
                    () -> trainer("run", plan().batchSize(16).build(), groups.get(1), SMALL_BUCKETS, trainer -> {})
                            .run());
            for (Future<TrainingResult> result : List.of(first, second)) {
                assertThatThrownBy(result::get)
                        .cause()
                        .hasMessage("the setting batchSize is 8 in process 0 and 16 in process 1;"
                                + " start all processes with the same options");
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
