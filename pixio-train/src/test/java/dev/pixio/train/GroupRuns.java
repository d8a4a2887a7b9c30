package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.ThreadGroups;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;

/** Runs of several processes, which are threads here. */
abstract class GroupRuns {

    static final GroupOptions SMALL_BUCKETS = new GroupOptions(4096, 1, false);
    static final GroupOptions SHARDED = new GroupOptions(4096, 1, true);

    /** For each image of a slow process: 120 ms for a batch of four. */
    private static final long SLOW_MILLIS = 30;

    @TempDir
    Path temporary;

    private final Map<Integer, List<StepMetrics>> steps = new ConcurrentHashMap<>();
    final List<TrainingEvent> events = new ArrayList<>();
    Set<Long> unreadable = Set.of();
    int slowProcess = -1;

    static TrainingPlanBuilder plan() {
        return TinyRuns.plan().machine(TinyRuns.MACHINE.withThreads(1));
    }

    /** Trains with one process per number; the first writes to the folder. */
    final TrainingResult train(
            String folder, TrainingPlan plan, int processes, GroupOptions options, Consumer<Trainer> more)
            throws Exception {
        return ThreadGroups.run(
                        processes,
                        group -> trainer(folder, plan, group, options, more).run())
                .get(0);
    }

    final Trainer trainer(
            String folder, TrainingPlan plan, ProcessGroup group, GroupOptions options, Consumer<Trainer> more)
            throws Exception {
        ImageSource images = images(group.rank());
        Path path = temporary.resolve(folder);
        Trainer trainer;
        if (!group.isFirst()) {
            trainer = Trainer.follower(plan, images, group, options);
        } else if (RunFolder.isRun(path)) {
            trainer = Trainer.resume(ResumePoint.of(RunFolder.open(path), plan, images), images)
                    .together(group, options);
        } else {
            trainer = new Trainer(plan, images, RunFolder.create(path, RunFolder.Existing.REFUSE))
                    .together(group, options);
        }
        List<StepMetrics> own = new ArrayList<>();
        steps.put(group.rank(), own);
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                own.add(metrics);
            }

            @Override
            public void onEvent(TrainingEvent event) {
                if (group.isFirst()) {
                    events.add(event);
                }
            }
        });
        more.accept(trainer);
        return trainer;
    }

    private ImageSource images(int rank) {
        ImageSource scenes = new SceneSource(1, 32, 40);
        return unreadable.isEmpty() && slowProcess < 0
                ? scenes
                : new ChangedSource(scenes, unreadable, rank == slowProcess ? SLOW_MILLIS : 0);
    }

    final TrainingResult train(String folder, TrainingPlan plan, int processes, GroupOptions options) throws Exception {
        return train(folder, plan, processes, options, trainer -> {});
    }

    final List<StepMetrics> stepsOf(int rank) {
        return Objects.requireNonNull(steps.get(rank));
    }

    final List<Double> losses(int rank) {
        return stepsOf(rank).stream().map(StepMetrics::loss).toList();
    }

    final void assertSameRuns(TrainingPlan plan, int processes, GroupOptions options) throws Exception {
        TrainingResult alone = train("alone", plan, 1, options);
        List<Double> expected = losses(0);
        TrainingResult together = train("together", plan, processes, options);

        for (int rank = 0; rank < processes; rank++) {
            List<Double> found = losses(rank);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-5));
            }
        }
        assertThat(together.images()).isEqualTo(alone.images());
        assertClose(alone, together);
    }

    static void assertClose(TrainingResult alone, TrainingResult together) throws Exception {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> expected =
                    new TreeMap<>(Safetensors.read(alone.checkpoint().model()).tensors());
            expected.putAll(Safetensors.read(alone.checkpoint().optimizer()).tensors());
            Map<String, Tensor> found = new TreeMap<>(
                    Safetensors.read(together.checkpoint().model()).tensors());
            found.putAll(Safetensors.read(together.checkpoint().optimizer()).tensors());
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            expected.forEach(
                    (name, tensor) -> assertThat(distance(name, Objects.requireNonNull(found.get(name)), tensor))
                            .as(name)
                            .isLessThan(1e-4));
        }
    }

    /**
     * The largest difference. Attention does not depend on the bias of the keys, because it shifts all scores of a query alike: its
     * gradient is rounding, which AdamW scales to whole steps. It is left out.
     */
    private static double distance(String name, Tensor found, Tensor expected) {
        Tensor difference = found.sub(expected).abs();
        if (name.contains("attention.qkv.bias") && !name.endsWith(".step")) {
            long width = difference.numel() / 3; // queries, keys, values
            return Math.max(
                    difference.narrow(0, 0, width).max().item_double(),
                    difference.narrow(0, 2 * width, width).max().item_double());
        }
        return difference.max().item_double();
    }

    /** In a group a request that comes during a step ends the run one step later. */
    static TrainingListener stopAfter(Trainer trainer, long step) {
        return new TrainingListener() {
            private boolean alone;

            @Override
            public void onStep(StepMetrics metrics) {
                alone = metrics.group().isEmpty();
                if (metrics.step() == (alone ? step : step - 1)) {
                    trainer.stop();
                }
            }
        };
    }
}
