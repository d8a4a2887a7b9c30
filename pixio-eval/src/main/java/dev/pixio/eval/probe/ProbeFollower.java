package dev.pixio.eval.probe;

import dev.pixio.eval.features.LabelledImages;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.GroupException;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part in the probes of a run of a process other than process 0, whose {@link ProbeListener} has the same images and interval:
 * it computes the features of its part of the images.
 */
public final class ProbeFollower implements TrainingListener, AutoCloseable {

    private final LabelledImages images;
    private final Optional<ProbeScenes> scenes;
    private final long everySteps;
    private final DividedTask task;
    private @Nullable ProbeSession session;

    /**
     * @param images those of the {@link ProbeListener}; the caller closes them
     * @param scenes those of the {@link ProbeListener}
     * @param everySteps at least 1
     * @param task divides the images among the processes
     */
    public ProbeFollower(LabelledImages images, Optional<ProbeScenes> scenes, long everySteps, DividedTask task) {
        this.images = images;
        this.scenes = scenes;
        this.everySteps = everySteps;
        this.task = task;
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        session = ProbeSession.open(run, images, scenes, task);
        if (run.firstStep() == 0) {
            session.contribute();
        }
    }

    @Override
    public void onStep(StepMetrics metrics) throws IOException {
        if (session != null && metrics.step() % everySteps == 0) {
            session.contribute();
        }
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        try {
            if (session != null && session.isDueAtEnd(result, false)) {
                session.contribute();
            }
        } catch (GroupException e) {
            throw new IOException("the last probe failed: " + e.getMessage(), e); // the run is complete
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
