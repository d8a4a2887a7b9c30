package dev.pixio.eval.probe;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.embed.BatchEmbedder;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.eval.classify.KnnProtocol;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is decoded and rendered once for the probes of a run. It owns native memory; close it. */
record ProbeSession(
        TrainingRun run, ProbeImages train, ProbeImages test, Optional<DenseProbe> dense, DividedTask task) {

    /** @param task divides the images among processes, all of which call this */
    static ProbeSession open(TrainingRun run, LabelledImages images, Optional<ProbeScenes> scenes, DividedTask task)
            throws IOException {
        PatchGrid grid = run.pretraining().plan().model().grid();
        Framing framing = Framing.crop(grid.height(), grid.width());
        Augmentation view =
                Augmentation.framed(framing, run.pretraining().plan().imageInput());
        ProbeImages train = new ProbeImages(images.train(), view, task);
        Optional<ProbeImages> test = Optional.empty();
        try {
            test = Optional.of(new ProbeImages(images.test(), view, task));
            Optional<DenseProbe> dense =
                    scenes.isEmpty() ? Optional.empty() : Optional.of(DenseProbe.open(scenes.get(), run, task));
            return new ProbeSession(run, train, test.get(), dense, task);
        } catch (IOException | RuntimeException e) {
            train.close();
            test.ifPresent(ProbeImages::close);
            throw e;
        }
    }

    /** What a probe finds. */
    record Figures(List<ClassificationResult> results, Optional<DenseFigures> dense) {}

    /**
     * Measures the encoder as it is now, in process 0; the others {@link #contribute}.
     *
     * @param norm of the features
     */
    Figures measure(FinalNorm norm) throws IOException {
        task.group().awaitFirst(norm == FinalNorm.BEFORE ? 1 : 0);
        try (BatchEmbedder embedder = embedder(norm);
                FeatureTable first = train.features(embedder);
                FeatureTable second = test.features(embedder)) {
            List<ClassificationResult> results =
                    KnnProtocol.official(run.device()).evaluate(first, second);
            Figures figures = new Figures(
                    results,
                    dense.isEmpty() ? Optional.empty() : Optional.of(dense.get().measure(norm)));
            task.group().awaitFirst(0); // the others have waited without the limit of time of the next step
            return figures;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Computes the features of the images of a process other than process 0. */
    void contribute() throws IOException {
        FinalNorm norm = task.group().awaitFirst(0) > 0 ? FinalNorm.BEFORE : FinalNorm.AFTER;
        try (BatchEmbedder embedder = embedder(norm)) {
            train.contribute(embedder);
            test.contribute(embedder);
            if (dense.isPresent()) {
                dense.get().contribute(norm);
            }
            task.group().awaitFirst(0); // process 0 trains classifiers
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Whether the run ends with a probe; process 0 decides.
     *
     * @param probed whether there is one of the last step already, which process 0 knows
     */
    boolean isDueAtEnd(TrainingResult result, boolean probed) {
        // A stopped run ends without delay.
        return result.ending() == TrainingResult.Ending.COMPLETE && task.group().awaitFirst(probed ? 0 : 1) > 0;
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted during a probe", e);
    }

    /** Created for each probe: it holds a copy of the weights in the layout of the fastest kernels. */
    private BatchEmbedder embedder(FinalNorm norm) {
        FeatureChoice choice = FeatureChoice.defaults(
                        run.pretraining().model().encoder().config())
                .withNorm(norm);
        return new BatchEmbedder(
                run.pretraining().model().encoder(),
                run.precision(),
                choice,
                Normalize.of(run.pretraining().plan().imageInput()));
    }

    void close() {
        train.close();
        test.close();
        dense.ifPresent(DenseProbe::close);
    }
}
