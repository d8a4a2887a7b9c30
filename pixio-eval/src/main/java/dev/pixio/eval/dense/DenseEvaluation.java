package dev.pixio.eval.dense;

import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the patch tokens of several candidates on the same built-in scenes: linear segmentation and linear depth.
 * Call it outside of any pointer scope.
 *
 * @param train the scenes that the probes are trained on, at least 2
 * @param test the scenes that they are tested on, of another seed
 * @param batchSize scenes per forward pass
 * @param threads that render scenes
 * @param seed of the held-out scenes and of the intervals
 */
public record DenseEvaluation(SceneSet train, SceneSet test, int batchSize, int threads, long seed) {

    private static final String SAME = "the encoder or a setting of ";
    private static final String PROTOCOL = "dense";

    private static final String DESCRIPTION =
            "linear models on standardised patch tokens, upsampled to pixels: logistic regression for classes, ridge"
                    + " regression for log depth; weight decays chosen on a held-out fifth of the training scenes";

    /** @throws IllegalArgumentException if the scenes are the same or too few */
    public DenseEvaluation {
        if (train.seed() == test.seed()) {
            throw new IllegalArgumentException("the training and test scenes are of the same seed " + train.seed()
                    + ", so that test scenes would be trained on: give two seeds");
        }
        if (train.count() < 2) {
            throw new IllegalArgumentException(
                    "at least 2 training scenes are needed, one of which is held out to choose"
                            + " the weight decay; not " + train.count());
        }
    }

    /**
     * Checks the input size of an encoder before it is opened, so that an evaluation of several fails before the first.
     *
     * @throws IllegalArgumentException if scenes cannot have this size, or so many do not fit into memory
     */
    public void requireRenderable(Framing framing, PixioConfig model) {
        DenseScenes.source(train, framing.height(), framing.width());
        SceneMemory.require(train, test, framing, model);
    }

    /** Evaluates the candidates. The report has one row per candidate, in the given order, and last that of guessing. */
    public EvaluationReport<DenseRow> run(List<EvaluationCandidate> candidates, FeatureListener listener)
            throws IOException, InterruptedException {
        return run(candidates, listener, ScenePredictions.none());
    }

    /**
     * Evaluates the candidates, as without predictions.
     *
     * @param predictions receives those of the first candidate; new
     */
    public EvaluationReport<DenseRow> run(
            List<EvaluationCandidate> candidates, FeatureListener listener, ScenePredictions predictions)
            throws IOException, InterruptedException {
        return run(candidates, listener, predictions, DividedTask.alone());
    }

    /**
     * Evaluates the candidates in process 0 of a group; the others call {@link #contribute} with the same candidates.
     *
     * @param predictions receives those of the first candidate; new
     * @param task divides the scenes among the processes
     */
    public EvaluationReport<DenseRow> run(
            List<EvaluationCandidate> candidates,
            FeatureListener listener,
            ScenePredictions predictions,
            DividedTask task)
            throws IOException, InterruptedException {
        List<DenseRow> rows = new ArrayList<>();
        ScenePair scenes = null; // of the size of the last candidate
        try {
            for (EvaluationCandidate candidate : candidates) {
                try (FeatureExtractor extractor = candidate.factory().open()) {
                    if (scenes == null || !scenes.fits(extractor.grid())) {
                        close(scenes);
                        scenes = null;
                        scenes = ScenePair.render(train, test, extractor.grid(), threads);
                    }
                    ScenePredictions kept = rows.isEmpty() ? predictions : ScenePredictions.none();
                    task.requireSame(SAME + candidate.name(), extractor.identity());
                    rows.add(row(candidate.name(), extractor, scenes, listener, kept, task));
                    if (rows.size() == candidates.size()) {
                        rows.add(guessing(scenes, extractor.grid()));
                    }
                }
            }
            if (scenes == null) {
                throw new IllegalArgumentException("there is nothing to evaluate");
            }
            return report(scenes, rows);
        } finally {
            close(scenes);
        }
    }

    /** Computes the features of the scenes of a process other than process 0. */
    public void contribute(List<EvaluationCandidate> candidates, DividedTask task)
            throws IOException, InterruptedException {
        for (EvaluationCandidate candidate : candidates) {
            try (FeatureExtractor extractor = candidate.factory().open();
                    ScenePair scenes = ScenePair.render(train, test, extractor.grid(), threads, batchSize, task)) {
                task.requireSame(SAME + candidate.name(), extractor.identity());
                SceneFeatures.contribute(extractor, scenes.train(), batchSize, task);
                SceneFeatures.contribute(extractor, scenes.test(), batchSize, task);
            }
        }
    }

    /** A report without notes. */
    public static EvaluationReport<DenseRow> report(ScenePair scenes, List<DenseRow> rows) {
        return new EvaluationReport<>(
                PROTOCOL,
                DESCRIPTION,
                scenes.train().source().description(),
                scenes.test().source().description(),
                DenseScenes.segmentationClasses().size(),
                rows,
                List.of());
    }

    private static void close(@Nullable ScenePair scenes) {
        if (scenes != null) {
            scenes.close();
        }
    }

    private DenseRow row(
            String name,
            FeatureExtractor extractor,
            ScenePair scenes,
            FeatureListener listener,
            ScenePredictions predictions,
            DividedTask task)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        listener.onFeatures(name, "training scenes");
        try (SceneFeatures trained = SceneFeatures.compute(extractor, scenes.train(), batchSize, listener, task)) {
            listener.onFeatures(name, "test scenes");
            try (SceneFeatures tested = SceneFeatures.compute(extractor, scenes.test(), batchSize, listener, task)) {
                double seconds = (System.nanoTime() - start) / 1e9;
                return DenseProbes.evaluate(trained, tested, seed, predictions)
                        .row(name, extractor, trained, tested, seconds);
            }
        }
    }

    private DenseRow guessing(ScenePair scenes, PatchGrid grid) {
        DenseProbes probes = DenseProbes.guessing(scenes, grid, seed);
        return new DenseRow("guessing", Optional.empty(), 0, probes.segmentation(), probes.depth(), 0, 0);
    }
}
