package dev.pixio.eval.gain;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.Pooling;
import dev.pixio.eval.classify.EvaluationProtocol;
import dev.pixio.eval.classify.KnnProtocol;
import dev.pixio.eval.classify.LinearProtocol;
import dev.pixio.eval.dense.DenseEvaluation;
import dev.pixio.eval.dense.DenseProbes;
import dev.pixio.eval.dense.SceneFeatures;
import dev.pixio.eval.dense.ScenePair;
import dev.pixio.eval.dense.ScenePredictions;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;

/**
 * Evaluates candidates by k-NN, a linear probe, segmentation and depth on the same scenes. Each image goes through an
 * encoder once. k-NN is of class tokens, as the authors' is, and of the mean of the patch tokens, which a short training teaches
 * first (docs/quality.md has both).
 *
 * @param train scenes that probes are trained on
 * @param test scenes that they are tested on, of another seed
 * @param grid input and patch size of the candidates
 * @param batchSize scenes per forward pass
 * @param threads that render scenes
 * @param task divides the scenes among processes; process 0 calls {@link #run}, the others {@link #contribute}
 */
record GainEvaluation(SceneSet train, SceneSet test, PatchGrid grid, int batchSize, int threads, DividedTask task) {

    /** The seed of the untrained encoder and of the probes, which is the default of {@code pixio evaluate}. */
    static final long SEED = 0;

    /** The defaults of {@code pixio evaluate linear}. */
    private static final int EPOCHS = 100;

    private static final int PROBE_BATCH = 256;

    /** The rows of one candidate. */
    private record Rows(EvaluationRow knn, EvaluationRow patchKnn, EvaluationRow linear, DenseRow dense) {}

    /**
     * Evaluates the trained and the untrained encoder.
     *
     * @param listener called on this thread; it may throw to stop the evaluation
     * @param predictions receives those of the trained encoder; new
     */
    TrainingGain run(
            EvaluationCandidate trained,
            EvaluationCandidate untrained,
            FeatureListener listener,
            ScenePredictions predictions)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Device cpu = Libtorch.device("cpu");
        EvaluationProtocol knn = KnnProtocol.official(cpu);
        EvaluationProtocol linear = LinearProtocol.sgd(EPOCHS, PROBE_BATCH, SEED, cpu);
        try (ScenePair scenes = ScenePair.render(train, test, grid, threads)) {
            Rows first = rows(trained, knn, linear, scenes, listener, predictions);
            Rows second = rows(untrained, knn, linear, scenes, listener, ScenePredictions.none());
            return new TrainingGain(
                    report(knn, scenes, List.of(first.knn, second.knn)),
                    report(knn, scenes, List.of(first.patchKnn, second.patchKnn)),
                    report(linear, scenes, List.of(first.linear, second.linear)),
                    DenseEvaluation.report(scenes, List.of(first.dense, second.dense)),
                    train.count(),
                    test.count(),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    /** Computes the features of the scenes of a process other than process 0. */
    void contribute(EvaluationCandidate trained, EvaluationCandidate untrained)
            throws IOException, InterruptedException {
        try (ScenePair scenes = ScenePair.render(train, test, grid, threads, batchSize, task)) {
            for (EvaluationCandidate candidate : List.of(trained, untrained)) {
                try (FeatureExtractor extractor = candidate.factory().open()) {
                    SceneFeatures.contribute(extractor, scenes.train(), batchSize, task);
                    SceneFeatures.contribute(extractor, scenes.test(), batchSize, task);
                }
            }
        }
    }

    private Rows rows(
            EvaluationCandidate candidate,
            EvaluationProtocol knn,
            EvaluationProtocol linear,
            ScenePair scenes,
            FeatureListener listener,
            ScenePredictions predictions)
            throws IOException, InterruptedException {
        try (FeatureExtractor extractor = candidate.factory().open()) {
            long start = System.nanoTime();
            listener.onFeatures(candidate.name(), "training scenes");
            try (SceneFeatures trained = SceneFeatures.compute(extractor, scenes.train(), batchSize, listener, task)) {
                listener.onFeatures(candidate.name(), "test scenes");
                try (SceneFeatures tested = SceneFeatures.compute(extractor, scenes.test(), batchSize, listener, task);
                        FeatureTable trainedMeans = trained.patchMeans();
                        FeatureTable testedMeans = tested.patchMeans()) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    Optional<FeatureChoice> choice = extractor.choice();
                    return new Rows(
                            row(knn, candidate, choice, trained.vectors(), tested.vectors(), seconds),
                            row(
                                    knn,
                                    candidate,
                                    choice.map(tokens -> tokens.withPooling(Pooling.PATCH_MEAN)),
                                    trainedMeans,
                                    testedMeans,
                                    seconds),
                            row(linear, candidate, choice, trained.vectors(), tested.vectors(), seconds),
                            DenseProbes.evaluate(trained, tested, SEED, predictions)
                                    .row(candidate.name(), extractor, trained, tested, seconds));
                }
            }
        }
    }

    private static EvaluationRow row(
            EvaluationProtocol protocol,
            EvaluationCandidate candidate,
            Optional<FeatureChoice> choice,
            FeatureTable train,
            FeatureTable test,
            double seconds) {
        return new EvaluationRow(
                candidate.name(),
                choice,
                train.dimension(),
                protocol.evaluate(train, test),
                (long) train.size() + test.size(),
                seconds);
    }

    private EvaluationReport<EvaluationRow> report(
            EvaluationProtocol protocol, ScenePair scenes, List<EvaluationRow> rows) {
        return new EvaluationReport<>(
                protocol.id(),
                protocol.description(),
                scenes.train().source().description(),
                scenes.test().source().description(),
                scenes.train().source().classes().size(),
                rows,
                protocol.notes(train.count()));
    }
}
