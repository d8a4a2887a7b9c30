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
 * Asks every so many steps what the encoder is worth to its nearest neighbours, by the protocol of {@link KnnProtocol}, on
 * images that are not learned from: before the first step, every N steps, and at the end. It writes {@code probe.jsonl}
 * and draws {@code probe.svg} in the run's folder. Weights and random choices of the training are the same with it and
 * without.
 */
public final class ProbeListener implements TrainingListener, AutoCloseable {

    private final LabelledImages images;
    private final long everySteps;
    private final Consumer<Probe> watcher;
    private final List<Probe> probes = new ArrayList<>();
    private @Nullable Watched watched;

    private record Watched(TrainingRun run, ProbeImages train, ProbeImages test) {}

    /**
     * @param images to learn from and to be asked about; the caller closes them
     * @param everySteps at least 1
     * @param watcher is told of each probe
     */
    public ProbeListener(LabelledImages images, long everySteps, Consumer<Probe> watcher) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("a probe can be made every 1 or more steps, not every " + everySteps);
        }
        this.images = images;
        this.everySteps = everySteps;
        this.watcher = watcher;
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
        watched = new Watched(run, train, test);
        probes.addAll(new ProbeFile(run.folder().probes()).read(run.firstStep()));
        if (run.firstStep() == 0) {
            probes.clear();
            probe(watched, 0);
        }
    }

    @Override
    public void onStep(StepMetrics metrics) throws IOException {
        if (watched != null && metrics.step() % everySteps == 0) {
            probe(watched, metrics.step());
        }
    }

    @Override
    public void onRewind(long step) {
        probes.removeIf(probe -> probe.step() > step);
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        // Who stops a run does not want to wait.
        boolean complete = result.ending() == TrainingResult.Ending.COMPLETE;
        boolean probed = probes.stream().anyMatch(probe -> probe.step() == result.steps());
        if (watched != null && complete && !probed) {
            probe(watched, result.steps());
        }
    }

    /** That of the run's earlier probes, so that one curve compares like with like; otherwise the default. */
    private FinalNorm norm() {
        return probes.isEmpty() ? FinalNorm.DEFAULT : probes.get(0).norm();
    }

    private void probe(Watched now, long step) throws IOException {
        TrainingRun run = now.run;
        long start = System.nanoTime();
        EncoderConfig encoder = run.model().encoder().config();
        FeatureChoice choice = FeatureChoice.defaults(encoder).withNorm(norm());
        // Made anew each time: it holds the weights in the form of the fastest kernels, and they have moved.
        try (BatchEmbedder embedder = new BatchEmbedder(run.model().encoder(), run.precision(), choice);
                FeatureTable train = now.train.features(embedder);
                FeatureTable test = now.test.features(embedder)) {
            List<ClassificationResult> results =
                    KnnProtocol.official(run.device()).evaluate(train, test);
            Probe probe = new Probe(step, choice.norm(), results, (System.nanoTime() - start) / 1e9);
            probes.add(probe);
            new ProbeFile(run.folder().probes()).write(probes);
            DurableFile.write(run.folder().probePlot(), ProbePlot.svg(probes));
            watcher.accept(probe);
        }
    }

    @Override
    public void close() {
        if (watched != null) {
            watched.train.close();
            watched.test.close();
            watched = null;
        }
    }
}
