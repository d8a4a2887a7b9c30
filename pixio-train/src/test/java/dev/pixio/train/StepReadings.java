package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.GuardPlan.OnNonFinite;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tiny runs whose steps are read at once or behind the next gradients, and what must be the same of both. */
abstract class StepReadings {

    @TempDir
    Path temporary;

    Set<Long> unreadable = Set.of();

    /** Ten steps of four per epoch, of which each is clipped, with a checkpoint every three. */
    static TrainingPlanBuilder plan() {
        return TinyRuns.plan()
                .epochs(3)
                .maxSteps(10)
                .optimizer(optimizer(1e-3, 0.5))
                .saving(SavingPlan.everySteps(3, 10));
    }

    private static OptimizerPlan optimizer(double rate, double clipNorm) {
        return new OptimizerPlan(rate, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, clipNorm);
    }

    /** A learning rate at which the model overflows after some steps. */
    static TrainingPlanBuilder overflowing(OnNonFinite policy, int limit) {
        return plan().optimizer(optimizer(1e9, 0)).guard(new GuardPlan(policy, limit));
    }

    final Trainer trainer(StepReading reading, TrainingPlanBuilder plan) throws IOException {
        RunFolder folder = RunFolder.create(temporary.resolve(reading.name()), RunFolder.Existing.REFUSE);
        return new Trainer(plan.build(), images(), folder)
                .mode(new DeviceMode(reading, ParameterMemory.SEPARATE, Optional.empty()));
    }

    final ImageSource images() {
        return new ChangedSource(new SceneSource(1, 32, 40), unreadable, 0);
    }

    /** Metrics, events and all checkpoints, but not durations, memory and dates. */
    final void assertSameFiles() throws IOException {
        RunFolder one = RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()));
        RunFolder other = RunFolder.open(temporary.resolve(StepReading.BEHIND_NEXT_GRADIENTS.name()));
        assertThat(lines(other.metrics(), "seconds", "waitSeconds", "imagesPerSecond", "memoryBytes"))
                .isEqualTo(lines(one.metrics(), "seconds", "waitSeconds", "imagesPerSecond", "memoryBytes"));
        assertThat(lines(other.events(), "time").toString().replace(other.path().toString(), "run"))
                .isEqualTo(lines(one.events(), "time")
                        .toString()
                        .replace(one.path().toString(), "run"));
        List<Checkpoint> expected = one.checkpoints().all();
        List<Checkpoint> found = other.checkpoints().all();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertSame(found.get(i), expected.get(i));
        }
    }

    static void assertSame(Checkpoint found, Checkpoint expected) throws IOException {
        assertThat(found.step()).isEqualTo(expected.step());
        assertThat(found.model()).hasSameBinaryContentAs(expected.model());
        assertThat(found.optimizer()).hasSameBinaryContentAs(expected.optimizer());
        TrainingState one = TrainingState.read(expected);
        TrainingState other = TrainingState.read(found);
        assertThat(other.position()).isEqualTo(one.position());
        assertThat(other.notFinite()).isEqualTo(one.notFinite());
        assertThat(other.images()).isEqualTo(one.images());
        assertThat(other.unreadable()).isEqualTo(one.unreadable());
        assertThat(other.metrics()).isEqualTo(one.metrics());
    }

    private static List<JsonNode> lines(Path file, String... without) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            ObjectNode node = (ObjectNode) JsonMapper.shared().readTree(line);
            node.remove(List.of(without));
            lines.add(node);
        }
        return lines;
    }
}
