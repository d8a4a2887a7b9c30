package dev.pixio.eval.gain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.Pooling;
import dev.pixio.eval.classify.Evaluation;
import dev.pixio.eval.classify.EvaluationListener;
import dev.pixio.eval.classify.EvaluationProtocol;
import dev.pixio.eval.classify.KnnProtocol;
import dev.pixio.eval.classify.LinearProtocol;
import dev.pixio.eval.dense.DenseEvaluation;
import dev.pixio.eval.dense.ScenePredictions;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.dense.image.DenseSheet;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GainListenerTest {

    private static final FeatureListener SILENT = new FeatureListener() {};
    private static final int SCENES = 40;

    @TempDir
    private Path folder;

    @Test
    void theNumbersAreThoseOfSeparateEvaluations() throws Exception {
        GainListener listener = listener(0, SILENT);
        RunFolder run = train(listener);
        TrainingGain gain = listener.gain().orElseThrow();

        assertThat(gain.gains()).extracting(Gain::id).containsExactly("knn", "knnPatches", "linear", "miou", "d1");
        KnnProtocol knn = KnnProtocol.official(Libtorch.device("cpu"));
        requireEqual(gain.knn(), evaluated(knn, candidates(run, Tiny.SETTINGS)));
        requireEqual(gain.patchKnn(), evaluated(knn, candidates(run, Tiny.SETTINGS.withPooling(Pooling.PATCH_MEAN))));
        requireEqual(
                gain.linear(),
                evaluated(LinearProtocol.sgd(100, 256, 0, Libtorch.device("cpu")), candidates(run, Tiny.SETTINGS)));
        List<DenseRow> dense = new DenseEvaluation(new SceneSet(1, 2 * SCENES), new SceneSet(2, SCENES), 64, 1, 0)
                .run(candidates(run, Tiny.SETTINGS), SILENT)
                .rows();
        for (int row = 0; row < 2; row++) {
            assertThat(gain.dense().rows().get(row).segmentation())
                    .isEqualTo(dense.get(row).segmentation());
            assertThat(gain.dense().rows().get(row).depth())
                    .isEqualTo(dense.get(row).depth());
        }
        Gain depth = gain.gains().get(4);
        assertThat(depth.difference())
                .isEqualTo(dense.get(0).depth().d1().value()
                        - dense.get(1).depth().d1().value());
    }

    private static EvaluationReport<EvaluationRow> evaluated(
            EvaluationProtocol protocol, List<EvaluationCandidate> candidates) throws Exception {
        return new Evaluation(
                        new LabelledImages(new SceneSource(1, 2 * SCENES, 32), new SceneSource(2, SCENES, 32)),
                        protocol,
                        FeatureStore.NONE,
                        LoaderOptions.embedding(64))
                .run(candidates, EvaluationListener.NONE);
    }

    private static void requireEqual(EvaluationReport<EvaluationRow> some, EvaluationReport<EvaluationRow> other) {
        assertThat(some.rows())
                .extracting(EvaluationRow::results, EvaluationRow::choice)
                .isEqualTo(other.rows().stream()
                        .limit(2) // without the baselines
                        .map(row -> tuple(row.results(), row.choice()))
                        .toList());
    }

    private static List<EvaluationCandidate> candidates(RunFolder run, EncoderSettings settings) {
        return List.of(
                EvaluationCandidate.weights(run.path(), settings),
                EvaluationCandidate.untrained(Tiny.MODEL, 0, settings));
    }

    @Test
    void theEvaluationsAreSavedInTheRun() throws Exception {
        RunFolder run = train(listener(0, SILENT));
        JsonNode saved = JsonMapper.shared().readTree(Files.readString(run.evaluation()));

        assertThat(saved.propertyNames()).containsExactly("knn", "linear", "dense");
        saved.forEach(evaluation -> assertThat(evaluation
                        .path("rows")
                        .valueStream()
                        .map(row -> row.path("name").asString()))
                .containsExactly(run.path().toString(), "untrained"));
    }

    @Test
    void predictionsForSomeScenesAreDrawn() throws Exception {
        RunFolder run = train(listener(0, SILENT));
        assertThat(run.predictions().steps()).hasSize(1);
        BufferedImage drawn = ImageIO.read(
                run.predictions().at(run.predictions().steps().get(0)).toFile());
        EvaluationCandidate candidate = EvaluationCandidate.weights(run.path(), Tiny.SETTINGS);
        ScenePredictions predictions = new ScenePredictions(6);
        new DenseEvaluation(new SceneSet(1, 2 * SCENES), new SceneSet(2, SCENES), 64, 1, 0)
                .run(List.of(candidate), SILENT, predictions);
        Path expected = folder.resolve("expected.png");
        DenseSheet.write(expected, predictions.scenes());

        assertThat(pixels(drawn)).isEqualTo(pixels(ImageIO.read(expected.toFile())));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void aStoppedOrShortRunIsNotEvaluated() throws Exception {
        GainListener shortRun = listener(41, SILENT);
        assertThat(train(shortRun).evaluation()).doesNotExist();
        assertThat(shortRun.gain()).isEmpty();

        GainListener long40 = listener(40, SILENT);
        train(long40);
        assertThat(long40.gain()).isPresent();

        GainListener stopped = listener(0, SILENT);
        Trainer trainer = trainer("stopped").listen(stopped);
        TrainingResult result = trainer.listen(new TrainingListener() {
                    @Override
                    public void onStep(StepMetrics metrics) {
                        trainer.stop();
                    }
                })
                .run();
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(stopped.gain()).isEmpty();
    }

    @Test
    void anEvaluationCanBeStopped() throws Exception {
        GainListener[] listener = new GainListener[1];
        listener[0] = listener(0, new FeatureListener() {
            @Override
            public void onFeatures(String candidate, String images) {
                listener[0].stop();
            }
        });
        RunFolder run = train(listener[0]);

        assertThat(listener[0].gain()).isEmpty();
        assertThat(run.evaluation()).doesNotExist();
        assertThat(Files.readString(run.events()))
                .contains("the evaluation of the encoder was interrupted; the run is saved");
    }

    @Test
    void aFailureDoesNotFailTheRun() throws Exception {
        GainListener overflowing = listener(0, SILENT);
        RunFolder run = train(
                new TrainingListener() {
                    private @Nullable TrainingRun run;

                    @Override
                    public void onStart(TrainingRun started) {
                        run = started;
                    }

                    @Override
                    public void onEnd(TrainingResult result) {
                        try (NoGradGuard noGrad = new NoGradGuard()) {
                            Tensors.state(Objects.requireNonNull(run)
                                            .pretraining()
                                            .model()
                                            .encoder())
                                    .values()
                                    .forEach(tensor -> tensor.mul_(new Scalar(1e30)));
                        }
                    }
                },
                overflowing);

        assertThat(overflowing.gain()).isEmpty();
        assertThat(Files.readString(run.events()))
                .contains("the encoder could not be evaluated: the features of scene 0 are not finite");
    }

    @Test
    void aFailureIsReportedInOneLine() throws Exception {
        GainListener listener = listener(0, new FeatureListener() {
            @Override
            public void onFeatures(String candidate, String images) {
                throw new IllegalStateException("not enough memory\nframe #0");
            }
        });

        assertThat(Files.readString(train(listener).events()))
                .contains("the encoder could not be evaluated: not enough memory; the run is saved");
    }

    @Test
    void aFileThatCannotBeWrittenDoesNotHideTheNumbers() throws Exception {
        GainListener listener = listener(0, SILENT);
        Trainer trainer = trainer("run");
        Files.createDirectory(trainer.folder().evaluation());

        assertThat(trainer.listen(listener).run().ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(listener.gain()).isPresent();
        assertThat(Files.readString(trainer.folder().events())).contains("evaluation.json");
    }

    @Test
    void largeModelsGetFewerScenes() {
        assertThat(GainSettings.scenes(Tiny.MODEL)).isEqualTo(2000);
        PixioConfig large =
                Tiny.MODEL.withGrid(new PatchGrid(256, 256, 3, 16)).withEncoder(new EncoderConfig(384, 12, 6, 4, 8, 0));
        assertThat(GainSettings.scenes(large)).isEqualTo(390);
        assertThat(GainSettings.scenes(large.withEncoder(new EncoderConfig(1280, 32, 16, 4, 8, 0))))
                .isEqualTo(200);
    }

    private static GainListener listener(long leastImages, FeatureListener progress) {
        return new GainListener(new GainSettings(1, 2, leastImages, SCENES), progress, DividedTask.alone());
    }

    private RunFolder train(TrainingListener... listeners) throws Exception {
        Trainer trainer = trainer("run-" + System.nanoTime());
        for (TrainingListener listener : listeners) {
            trainer.listen(listener);
        }
        assertThat(trainer.run().ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        return trainer.folder();
    }

    /** Five steps of eight images. */
    private Trainer trainer(String name) throws Exception {
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(Tiny.MODEL)
                .batchSize(8)
                .learningRate(1e-3)
                .epochs(1)
                .machine(new MachinePlan("cpu", "fp32", 0, 1, 0, Activations.KEPT))
                .build();
        return new Trainer(
                plan, new SceneSource(9, 40, 40), RunFolder.create(folder.resolve(name), RunFolder.Existing.REFUSE));
    }
}
