package dev.pixio.eval.gain;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.dense.SceneMemory;
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
 * @param mostScenes to test on; twice as many are trained on
 */
record GainSettings(long trainSeed, long testSeed, long leastImages, int mostScenes) {

    private static final int BATCH_SIZE = 64;

    /** Scenes to test on: as many as give intervals of 2 points, fewer if they take more than the memory below. */
    static final int MOST_SCENES = 2000;

    private static final int LEAST_SCENES = 200;

    private static final int TRAIN_PER_TEST = 2;

    /** All scenes and their patch tokens. */
    private static final double MOST_BYTES = 1L << 30;

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
                new SceneSet(trainSeed, TRAIN_PER_TEST * scenes),
                new SceneSet(testSeed, scenes),
                shape.grid(),
                BATCH_SIZE,
                LoaderOptions.embedding(BATCH_SIZE).decoding().threads(),
                task);
    }

    /** The number of scenes to test on. */
    static int scenes(PixioConfig shape) {
        double bytes = (1 + TRAIN_PER_TEST)
                * SceneMemory.bytes(shape.grid(), shape.encoder().width());
        return (int) Math.max(LEAST_SCENES, Math.min(MOST_SCENES, MOST_BYTES / bytes));
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
