package dev.pixio.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.eval.classify.Evaluation;
import dev.pixio.eval.classify.EvaluationListener;
import dev.pixio.eval.classify.KnnProtocol;
import dev.pixio.eval.dense.DenseEvaluation;
import dev.pixio.eval.dense.DenseProbes;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.model.config.Activations;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.train.Trainer;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProbeListenerTest {

    private static final ProbeScenes SCENES =
            new ProbeScenes(new SceneSet(1, 20), new SceneSet(2, 10), EnumSet.allOf(DenseProbes.Kind.class));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16"})
    void trainingIsTheSameBitByBitWithAndWithoutIt(String precision) throws Exception {
        train("without", precision, List.of());
        List<Probe> probes = new ArrayList<>();
        train("with", precision, probes);

        assertThat(probes).extracting(Probe::step).containsExactly(0L, 2L, 4L, 5L);
        Map<String, float[]> with = weights("with");
        weights("without")
                .forEach((name, values) -> assertThat(with.get(name)).as(name).isEqualTo(values));
    }

    @Test
    void probesAreWrittenAndDrawn() throws Exception {
        List<Probe> probes = new ArrayList<>();
        RunFolder run = train("run", "fp32", probes);
        List<String> lines = Files.readAllLines(run.probes());
        JsonNode last = JsonMapper.shared().readTree(lines.get(3));

        assertThat(lines).hasSize(4);
        assertThat(last.path("step").asInt()).isEqualTo(5);
        assertThat(last.path("knn").propertyNames()).containsExactly("10", "20");
        assertThat(last.path("knn").path("20").path("top1").asDouble())
                .isEqualTo(probes.get(3).primaryResult().top1().share());
        assertThat(last.path("segmentation").path("miou").asDouble())
                .isEqualTo(probes.get(3)
                        .dense()
                        .orElseThrow()
                        .segmentation()
                        .orElseThrow()
                        .meanIou());
        assertThat(new ProbeFile(run.probes()).read(9))
                .extracting(Probe::dense)
                .isEqualTo(probes.stream().map(Probe::dense).toList());
        assertThat(Files.readString(run.probePlot()))
                .startsWith("<svg xmlns=")
                .contains("stroke-dasharray", "at step 0", "k = 20, top-1")
                .endsWith("</svg>\n");
    }

    @Test
    void aProbeEqualsAnEvaluationOfTheSameWeights() throws Exception {
        List<Probe> probes = new ArrayList<>();
        RunFolder run = train("run", "fp32", probes);
        EvaluationReport<EvaluationRow> report = new Evaluation(
                        Tiny.images(),
                        KnnProtocol.official(Libtorch.device("cpu")),
                        FeatureStore.NONE,
                        dev.pixio.data.loader.LoaderOptions.embedding(64))
                .run(List.of(EvaluationCandidate.weights(run.path(), Tiny.SETTINGS)), EvaluationListener.NONE);
        assertThat(probes.get(3).results()).isEqualTo(report.rows().get(0).results());
        DenseRow dense = new DenseEvaluation(SCENES.train(), SCENES.test(), 64, 1, 0)
                .run(List.of(EvaluationCandidate.weights(run.path(), Tiny.SETTINGS)), EvaluationListener.NONE)
                .rows()
                .get(0);
        DenseFigures figures = probes.get(3).dense().orElseThrow();
        assertThat(figures.segmentation().orElseThrow().meanIou())
                .isEqualTo(dense.segmentation().meanIou().value());
        assertThat(figures.depth().orElseThrow().d1())
                .isEqualTo(dense.depth().d1().value());
    }

    /** Trains five steps with a batch size of eight, with a probe every two steps unless the name is "without". */
    private RunFolder train(String name, String precision, List<Probe> probes)
            throws IOException, InterruptedException {
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(Tiny.MODEL)
                .batchSize(8)
                .learningRate(1e-3)
                .epochs(1)
                .machine(new MachinePlan("cpu", precision, 0, 1, 0, Activations.KEPT))
                .build();
        RunFolder run = RunFolder.create(folder.resolve(name), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(plan, new SceneSource(9, 40, 40), run);
        if (name.equals("without")) {
            trainer.run();
            return run;
        }
        try (LabelledImages images = Tiny.images();
                ProbeListener listener = new ProbeListener(images, Optional.of(SCENES), 2, probes::add)) {
            trainer.listen(listener).run();
        }
        return run;
    }

    private Map<String, float[]> weights(String run) throws IOException {
        Map<String, float[]> weights = new LinkedHashMap<>();
        ModelFile.open(folder.resolve(run))
                .weights()
                .forEach((name, tensor) -> weights.put(name, Tensors.toFloats(tensor)));
        assertThat(weights).isNotEmpty();
        return weights;
    }
}
