package dev.pixio.eval.probe;

import dev.pixio.eval.classify.KnnProtocol;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.io.DurableFile;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.GroupException;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures the encoder during training on images that are not trained on: k-NN accuracy by {@link KnnProtocol}, and if
 * wanted segmentation and depth of scenes; before the first step, every N steps, and at the end. It writes {@code
 * probe.jsonl} and {@code probe.svg} to the run's folder. Weights and random choices of the training are the same with it and without it.
 */
public final class ProbeListener implements TrainingListener, AutoCloseable {

    private final LabelledImages images;
    private final Optional<ProbeScenes> scenes;
    private final long everySteps;
    private final Consumer<Probe> observer;
    private final List<Probe> probes = new ArrayList<>();
    private final DividedTask task;
    private @Nullable ProbeSession session;

    /**
     * @param images training and test images of the k-NN classifier; the caller closes them
     * @param everySteps at least 1
     * @param observer receives each probe
     */
    public ProbeListener(LabelledImages images, long everySteps, Consumer<Probe> observer) {
        this(images, Optional.empty(), everySteps, observer);
    }

    /**
     * A listener that also measures segmentation and depth.
     *
     * @param images training and test images of the k-NN classifier; the caller closes them
     * @param scenes of segmentation and depth; empty to measure k-NN only
     * @param everySteps at least 1
     * @param observer receives each probe
     */
    public ProbeListener(
            LabelledImages images, Optional<ProbeScenes> scenes, long everySteps, Consumer<Probe> observer) {
        this(images, scenes, everySteps, observer, DividedTask.alone());
    }

    /**
     * A listener in process 0 of a group; the others have a {@link ProbeFollower}.
     *
     * @param images training and test images of the k-NN classifier; the caller closes them
     * @param scenes of segmentation and depth; empty to measure k-NN only
     * @param everySteps at least 1
     * @param observer receives each probe
     * @param task divides the images among the processes
     */
    public ProbeListener(
            LabelledImages images,
            Optional<ProbeScenes> scenes,
            long everySteps,
            Consumer<Probe> observer,
            DividedTask task) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("the interval of probes must be at least 1 step, not " + everySteps);
        }
        this.images = images;
        this.scenes = scenes;
        this.everySteps = everySteps;
        this.observer = observer;
        this.task = task;
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        session = ProbeSession.open(run, images, scenes, task);
        if (run.firstStep() == 0) {
            probe(session, 0);
        } else {
            probes.addAll(new ProbeFile(run.folder().probes()).read(run.firstStep()));
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
        boolean probed = probes.stream().anyMatch(probe -> probe.step() == result.steps());
        try {
            if (session != null && session.isDueAtEnd(result, probed)) {
                probe(session, result.steps());
            }
        } catch (GroupException e) {
            throw new IOException("the last probe failed: " + e.getMessage(), e); // the run is complete
        }
    }

    /** The norm of the run's earlier probes, so that the points of the curve are comparable; otherwise the default. */
    private FinalNorm norm() {
        return probes.isEmpty() ? FinalNorm.DEFAULT : probes.get(0).norm();
    }

    private void probe(ProbeSession current, long step) throws IOException {
        long start = System.nanoTime();
        FinalNorm norm = norm();
        ProbeSession.Figures figures = current.measure(norm);
        Probe probe = new Probe(step, norm, figures.results(), figures.dense(), (System.nanoTime() - start) / 1e9);
        probes.add(probe);
        new ProbeFile(current.run().folder().probes()).write(probes);
        DurableFile.write(current.run().folder().probePlot(), ProbePlot.svg(probes));
        observer.accept(probe);
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
