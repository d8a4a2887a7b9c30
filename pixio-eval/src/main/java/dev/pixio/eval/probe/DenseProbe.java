package dev.pixio.eval.probe;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.dense.DenseProbes;
import dev.pixio.eval.dense.SceneFeatures;
import dev.pixio.eval.dense.ScenePair;
import dev.pixio.eval.features.EncoderExtractor;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.util.Set;

/** Segmentation and depth of the encoder of a run, on scenes that are rendered once. It owns native memory; close it. */
final class DenseProbe implements AutoCloseable {

    private static final int BATCH_SIZE = 64;

    /** Of the held-out scenes; the default of {@code pixio evaluate dense}. */
    private static final long SEED = 0;

    private static final FeatureListener SILENT = new FeatureListener() {};

    private final TrainingRun run;
    private final ScenePair scenes;
    private final Set<DenseProbes.Kind> kinds;
    private final DividedTask task;

    private DenseProbe(TrainingRun run, ScenePair scenes, Set<DenseProbes.Kind> kinds, DividedTask task) {
        this.task = task;
        this.run = run;
        this.scenes = scenes;
        this.kinds = kinds;
    }

    static DenseProbe open(ProbeScenes chosen, TrainingRun run, DividedTask task) throws IOException {
        int threads = LoaderOptions.embedding(BATCH_SIZE).decoding().threads();
        try {
            PatchGrid grid = run.pretraining().plan().model().grid();
            return new DenseProbe(
                    run,
                    ScenePair.render(chosen.train(), chosen.test(), grid, threads, BATCH_SIZE, task),
                    chosen.kinds(),
                    task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the probe's scenes were rendered", e);
        }
    }

    /** Measures the encoder as it is now, in process 0; the others {@link #contribute}. */
    DenseFigures measure(FinalNorm norm) throws IOException, InterruptedException {
        try (EncoderExtractor extractor = extractor(norm);
                SceneFeatures train = SceneFeatures.compute(extractor, scenes.train(), BATCH_SIZE, SILENT, task);
                SceneFeatures test = SceneFeatures.compute(extractor, scenes.test(), BATCH_SIZE, SILENT, task)) {
            return DenseFigures.of(DenseProbes.evaluate(train, test, SEED, kinds));
        }
    }

    /** Computes the features of the scenes of a process other than process 0. */
    void contribute(FinalNorm norm) throws IOException, InterruptedException {
        try (EncoderExtractor extractor = extractor(norm)) {
            SceneFeatures.contribute(extractor, scenes.train(), BATCH_SIZE, task);
            SceneFeatures.contribute(extractor, scenes.test(), BATCH_SIZE, task);
        }
    }

    private EncoderExtractor extractor(FinalNorm norm) {
        EncoderSettings settings = EncoderSettings.defaults()
                .withDevice(run.device().str().getString())
                .withPrecision(run.precision().toString())
                .withNorm(norm);
        return new EncoderExtractor(
                "in training",
                run.pretraining().model().encoder(),
                run.pretraining().plan().model().grid(),
                settings,
                run.pretraining().plan().imageInput());
    }

    @Override
    public void close() {
        scenes.close();
    }
}
