package dev.pixio.eval.probe;

import dev.pixio.embed.BatchEmbedder;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.eval.classify.KnnProtocol;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.image.resize.Framing;
import dev.pixio.io.DurableFile;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures the k-NN accuracy of the encoder during training, by {@link KnnProtocol} on images that are not trained on:
 * before the first step, every N steps, and at the end. It writes {@code probe.jsonl} and {@code probe.svg} to the
 * run's folder. Weights and random choices of the training are the same with it and without it.
 */
public final class ProbeListener implements TrainingListener, AutoCloseable {

    private final LabelledImages images;
    private final long everySteps;
    private final Consumer<Probe> observer;
    private final List<Probe> probes = new ArrayList<>();
    private @Nullable Session session;

    private record Session(TrainingRun run, ProbeImages train, ProbeImages test) {}

    /**
     * @param images training and test images of the k-NN classifier; the caller closes them
     * @param everySteps at least 1
     * @param observer receives each probe
     */
    public ProbeListener(LabelledImages images, long everySteps, Consumer<Probe> observer) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("the interval of probes must be at least 1 step, not " + everySteps);
        }
        this.images = images;
        this.everySteps = everySteps;
        this.observer = observer;
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        PatchGrid grid = run.plan().model().grid();
        Framing framing = Framing.crop(grid.height(), grid.width());
        ProbeImages train = new ProbeImages(images.train(), framing);
        ProbeImages test;
        try {
            test = new ProbeImages(images.test(), framing);
        } catch (IOException | RuntimeException e) {
            train.close();
            throw e;
        }
        session = new Session(run, train, test);
        probes.addAll(new ProbeFile(run.folder().probes()).read(run.firstStep()));
        if (run.firstStep() == 0) {
            probes.clear();
            probe(session, 0);
        }
    }

    @Override
    public void onStep(StepMetrics metrics) throws IOException {
        if (session != null && metrics.step() % everySteps == 0) {
            probe(session, metrics.step());
        }
    }

    @Override
    public void onRewind(long step) {
        probes.removeIf(probe -> probe.step() > step);
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        // A stopped run ends without delay.
        boolean complete = result.ending() == TrainingResult.Ending.COMPLETE;
        boolean probed = probes.stream().anyMatch(probe -> probe.step() == result.steps());
        if (session != null && complete && !probed) {
            probe(session, result.steps());
        }
    }

    /** The norm of the run's earlier probes, so that the points of the curve are comparable; otherwise the default. */
    private FinalNorm norm() {
        return probes.isEmpty() ? FinalNorm.DEFAULT : probes.get(0).norm();
    }

    private void probe(Session current, long step) throws IOException {
        TrainingRun run = current.run;
        long start = System.nanoTime();
        EncoderConfig encoder = run.model().encoder().config();
        FeatureChoice choice = FeatureChoice.defaults(encoder).withNorm(norm());
        // Created for each probe: it holds a copy of the weights in the layout of the fastest kernels.
        try (BatchEmbedder embedder = new BatchEmbedder(run.model().encoder(), run.precision(), choice);
                FeatureTable train = current.train.features(embedder);
                FeatureTable test = current.test.features(embedder)) {
            List<ClassificationResult> results =
                    KnnProtocol.official(run.device()).evaluate(train, test);
            Probe probe = new Probe(step, choice.norm(), results, (System.nanoTime() - start) / 1e9);
            probes.add(probe);
            new ProbeFile(run.folder().probes()).write(probes);
            DurableFile.write(run.folder().probePlot(), ProbePlot.svg(probes));
            observer.accept(probe);
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.train.close();
            session.test.close();
            session = null;
        }
    }
}
