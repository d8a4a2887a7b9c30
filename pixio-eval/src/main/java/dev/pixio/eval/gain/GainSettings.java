package dev.pixio.eval.gain;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.features.EncoderExtractor;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;

/**
 * Which scenes the encoder of a complete run is evaluated on.
 *
 * @param trainSeed of the scenes that probes are trained on
 * @param testSeed of the scenes that they are tested on
 * @param leastImages a run on fewer images, counting repetitions, is not evaluated
 * @param mostScenes of each set
 */
record GainSettings(long trainSeed, long testSeed, long leastImages, int mostScenes) {

    private static final int BATCH_SIZE = 64;

    /** Scenes of each set: as many as give intervals of 3 points, fewer if their patch tokens take more than the memory below. */
    static final int MOST_SCENES = 1000;

    private static final int LEAST_SCENES = 200;
    private static final long TOKEN_BYTES = 200L << 20;

    /** Whether a run is evaluated. A stopped run ends without delay. */
    boolean isDue(TrainingRun run, TrainingResult result) {
        return result.ending() == TrainingResult.Ending.COMPLETE
                && run.totalSteps() * run.plan().batchSize() >= leastImages;
    }

    /** @param task divides the scenes among processes */
    GainEvaluation evaluation(TrainingRun run, DividedTask task) {
        PixioConfig shape = run.pretraining().plan().model();
        int scenes = Math.min(mostScenes, scenes(shape));
        return new GainEvaluation(
                new SceneSet(trainSeed, scenes),
                new SceneSet(testSeed, scenes),
                shape.grid(),
                BATCH_SIZE,
                LoaderOptions.embedding(BATCH_SIZE).decoding().threads(),
                task);
    }

    static int scenes(PixioConfig shape) {
        long bytes = (long) shape.grid().patches() * shape.encoder().width() * Float.BYTES;
        return (int) Math.max(LEAST_SCENES, Math.min(MOST_SCENES, TOKEN_BYTES / bytes));
    }

    /** The encoder of the run. */
    static EvaluationCandidate trained(TrainingRun run) {
        return new EvaluationCandidate(
                run.folder().path().toString(),
                () -> new EncoderExtractor(
                        "trained",
                        run.pretraining().model().encoder(),
                        run.pretraining().plan().model().grid(),
                        settings(run),
                        run.pretraining().plan().imageInput()));
    }

    /** An untrained encoder of the same shape. */
    static EvaluationCandidate untrained(TrainingRun run) {
        return EvaluationCandidate.untrained(
                run.pretraining().plan().model(),
                GainEvaluation.SEED,
                settings(run),
                run.pretraining().plan().imageInput());
    }

    private static EncoderSettings settings(TrainingRun run) {
        return EncoderSettings.defaults()
                .withDevice(run.device().str().getString())
                .withPrecision(run.precision().toString());
    }
}
