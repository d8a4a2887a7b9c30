package dev.pixio.eval.gain;

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
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.util.List;
import org.bytedeco.pytorch.Device;

/**
 * Evaluates candidates by k-NN, a linear probe, segmentation and depth on the same scenes. Each image goes through an
 * encoder once.
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

    /** The rows of one candidate, those of features of images in the order of the protocols. */
    private record Rows(List<EvaluationRow> vectors, DenseRow dense) {}

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
        List<EvaluationProtocol> protocols =
                List.of(KnnProtocol.official(cpu), LinearProtocol.sgd(EPOCHS, PROBE_BATCH, SEED, cpu));
        try (ScenePair scenes = ScenePair.render(train, test, grid, threads)) {
            Rows first = rows(trained, protocols, scenes, listener, predictions);
            Rows second = rows(untrained, protocols, scenes, listener, ScenePredictions.none());
            return new TrainingGain(
                    report(protocols.get(0), scenes, List.of(first.vectors.get(0), second.vectors.get(0))),
                    report(protocols.get(1), scenes, List.of(first.vectors.get(1), second.vectors.get(1))),
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
            List<EvaluationProtocol> protocols,
            ScenePair scenes,
            FeatureListener listener,
            ScenePredictions predictions)
            throws IOException, InterruptedException {
        try (FeatureExtractor extractor = candidate.factory().open()) {
            long start = System.nanoTime();
            listener.onFeatures(candidate.name(), "training scenes");
            try (SceneFeatures trained = SceneFeatures.compute(extractor, scenes.train(), batchSize, listener, task)) {
                listener.onFeatures(candidate.name(), "test scenes");
                try (SceneFeatures tested =
                        SceneFeatures.compute(extractor, scenes.test(), batchSize, listener, task)) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    return new Rows(
                            protocols.stream()
                                    .map(protocol -> row(protocol, candidate, extractor, trained, tested, seconds))
                                    .toList(),
                            DenseProbes.evaluate(trained, tested, SEED, predictions)
                                    .row(candidate.name(), extractor, trained, tested, seconds));
                }
            }
        }
    }

    private static EvaluationRow row(
            EvaluationProtocol protocol,
            EvaluationCandidate candidate,
            FeatureExtractor extractor,
            SceneFeatures train,
            SceneFeatures test,
            double seconds) {
        return new EvaluationRow(
                candidate.name(),
                extractor.choice(),
                train.vectors().dimension(),
                protocol.evaluate(train.vectors(), test.vectors()),
                (long) train.vectors().size() + test.vectors().size(),
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
