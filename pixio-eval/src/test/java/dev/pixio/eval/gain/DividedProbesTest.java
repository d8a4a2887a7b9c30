package dev.pixio.eval.gain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.eval.dense.DenseProbes;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.probe.Probe;
import dev.pixio.eval.probe.ProbeFollower;
import dev.pixio.eval.probe.ProbeListener;
import dev.pixio.eval.probe.ProbeScenes;
import dev.pixio.model.config.Activations;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.ThreadGroups;
import dev.pixio.train.Trainer;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes, here threads, probe the encoder that they train as one process does. */
@Timeout(240)
class DividedProbesTest {

    private static final ProbeScenes SCENES =
            new ProbeScenes(new SceneSet(1, 140), new SceneSet(2, 70), EnumSet.allOf(DenseProbes.Kind.class));
    private static final GainSettings GAIN = new GainSettings(1, 2, 0, 140);

    @TempDir
    private Path folder;

    private final List<Probe> probes = new ArrayList<>();
    private final List<TrainingEvent> events = new ArrayList<>();
    private Optional<TrainingGain> gain = Optional.empty();

    /** Four steps that change no weight: those of several processes would differ by rounding. */
    private static TrainingPlan plan() {
        return TrainingPlan.recipe("quick")
                .model(Tiny.MODEL)
                .batchSize(6)
                .learningRate(1e-30)
                .epochs(1)
                .machine(new MachinePlan("cpu", "fp32", 1, 1, 0, Activations.KEPT))
                .build();
    }

    private List<TrainingResult> train(String name, int processes, FeatureListener progress) throws Exception {
        return ThreadGroups.run(processes, group -> {
            try (LabelledImages images = new LabelledImages(Tiny.scenes(1, 200), Tiny.scenes(2, 130))) {
                return group.isFirst() ? lead(name, images, group, progress) : follow(images, group);
            }
        });
    }

    private TrainingResult lead(String name, LabelledImages images, ProcessGroup group, FeatureListener progress)
            throws Exception {
        RunFolder run = RunFolder.create(folder.resolve(name), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(plan(), new SceneSource(9, 24, 40), run).together(group, GroupOptions.DEFAULT);
        GainListener atEnd = new GainListener(GAIN, progress, new DividedTask(group));
        try (ProbeListener listener =
                new ProbeListener(images, Optional.of(SCENES), 2, probes::add, new DividedTask(group))) {
            TrainingResult result = trainer.listen(atEnd)
                    .listen(listener)
                    .listen(new TrainingListener() {
                        @Override
                        public void onEvent(TrainingEvent event) {
                            events.add(event);
                        }
                    })
                    .run();
            gain = atEnd.gain();
            return result;
        }
    }

    private static TrainingResult follow(LabelledImages images, ProcessGroup group) throws Exception {
        try (ProbeFollower follower = new ProbeFollower(images, Optional.of(SCENES), 2, new DividedTask(group))) {
            return Trainer.follower(plan(), new SceneSource(9, 24, 40), group, GroupOptions.DEFAULT)
                    .listen(new GainFollower(GAIN, new DividedTask(group)))
                    .listen(follower)
                    .run();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theNumbersAreThoseOfOneProcess(int processes) throws Exception {
        train("alone", 1, new FeatureListener() {});
        List<Probe> expected = List.copyOf(probes);
        List<Gain> expectedGains = gain.orElseThrow().gains();
        probes.clear();

        train("together", processes, new FeatureListener() {});

        assertThat(probes).extracting(Probe::step).containsExactly(0L, 2L, 4L);
        IntStream.range(0, 3)
                .forEach(i -> assertThat(probes.get(i))
                        .usingRecursiveComparison()
                        .ignoringFields("seconds")
                        .isEqualTo(expected.get(i)));
        assertThat(gain.orElseThrow().gains()).isEqualTo(expectedGains);
        assertThat(events).isEmpty();
    }

    @Test
    void anEvaluationThatFailsInProcessZeroFailsNoProcess() throws Exception {
        List<TrainingResult> results = train("run", 2, new FeatureListener() {
            @Override
            public void onBatch(long done, long total) {
                throw new IllegalStateException("no memory");
            }
        });

        assertThat(results).allSatisfy(result -> assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE));
        assertThat(gain).isEmpty();
        assertThat(events)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.message()).startsWith("the encoder could not be evaluated: no memory"));
        assertThat(probes).extracting(Probe::step).containsExactly(0L, 2L, 4L);
    }

    @Test
    void anEvaluationThatStopsBetweenItsPassesEndsInAllProcesses() throws Exception {
        List<TrainingResult> results = train("run", 2, new FeatureListener() {
            @Override
            public void onFeatures(String candidate, String images) {
                if (candidate.equals("untrained")) {
                    throw new IllegalStateException("no memory");
                }
            }
        });

        assertThat(results).hasSize(2);
        assertThat(gain).isEmpty();
    }
}
