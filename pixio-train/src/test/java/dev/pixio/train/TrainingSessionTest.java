package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.loader.Batch;
import dev.pixio.model.Pixio;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.optim.MicroBatchTooLargeException;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.QueuedUpdate;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TrainingSessionTest {

    private static TrainingSession session() throws Exception {
        TrainingPlan plan =
                TinyRuns.plan().machine(TinyRuns.MACHINE.withMicroBatch(8)).build();
        return new TrainingSession(
                new Pretraining(plan, new SceneSource(1, 32, 40), new Pixio(plan.model(), plan.seed())),
                Optional.empty(),
                SingleProcess.ALONE,
                GroupOptions.DEFAULT,
                Optional.empty());
    }

    @Test
    void halvingTheMicroBatchDiscardsGradients() throws Exception {
        double once;
        try (TrainingSession session = session();
                Batch batch = session.batches().take()) {
            once = norm(session, session.accumulateGradients(batch));
        }
        try (TrainingSession session = session();
                Batch batch = session.batches().take()) {
            session.accumulateGradients(batch).close(); // memory is exhausted after the last micro-batch
            String message =
                    session.halveMicroBatch(new MicroBatchTooLargeException(new RuntimeException("out of memory")));

            assertThat(norm(session, session.accumulateGradients(batch))).isCloseTo(once, within(1e-4 * once));
            assertThat(message)
                    .isEqualTo("a micro-batch of 8 does not fit into memory; continuing with 4 (out of memory)");
            assertThat(session.machine().microBatch()).isEqualTo(4);
        }
    }

    @Test
    void whatOnlyAGpuHasIsRefusedOnACpuInOneLine() {
        try (Device cpu = new Device("cpu")) {
            assertThatThrownBy(() -> DeviceMode.of(cpu, MachinePlan.AUTO.withCudaGraphs(MachinePlan.GpuUse.ON)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("--cuda-graphs on needs a GPU, and the device is cpu; use --cuda-graphs auto");
            assertThatThrownBy(() -> DeviceMode.of(cpu, MachinePlan.AUTO.withQueueAhead(MachinePlan.GpuUse.ON)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("--queue-ahead on needs a GPU, and the device is cpu; use --queue-ahead auto");
        }
    }

    @Test
    void snapshotSharesTensorsThatTheNextStepChanges() throws Exception {
        try (TrainingSession session = session();
                Batch batch = session.batches().take();
                PointerScope scope = new PointerScope()) {
            SessionSnapshot snapshot = session.snapshot();
            Map<String, float[]> before =
                    Map.of("weights", values(snapshot.weights()), "moments", values(snapshot.moments()));

            try (Tensor loss = session.accumulateGradients(batch);
                    QueuedUpdate update = session.queueUpdate(loss)) {
                assertThat(update.rate()).isPositive();
                assertThat(update.values().values()[0]).isEqualTo(loss.item_double());
            }

            assertThat(values(snapshot.weights())).isNotEqualTo(before.get("weights"));
            assertThat(values(snapshot.moments())).isNotEqualTo(before.get("moments"));
            assertThat(snapshot.state().step()).isZero();
            assertThat(snapshot.metadata())
                    .containsEntry("pixio.step", "0")
                    .containsEntry("pixio.recipe", "quick")
                    .containsKey("pixio.images");
        }
    }

    private static double norm(TrainingSession session, Tensor loss) {
        try (loss;
                QueuedUpdate update = session.queueUpdate(loss)) {
            return update.values().values()[1];
        }
    }

    private static float[] values(Map<String, Tensor> tensors) {
        return Tensors.toFloats(tensors.values().iterator().next());
    }
}
