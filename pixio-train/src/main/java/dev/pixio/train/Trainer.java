package dev.pixio.train;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Trains a Pixio: images in, a run's folder out.
 *
 * <pre>{@code
 * TrainingPlan plan = TrainingPlan.recipe("lightly").data(photos).batchSize(16).build();
 * try (ImageSource images = FolderSource.of(photos)) {
 *     Trainer trainer = new Trainer(plan, images, RunFolder.create(out, RunFolder.Existing.REFUSE));
 *     TrainingResult result = trainer.run();
 * }
 * }</pre>
 *
 * <p>A run that was broken off, however that was, goes on with {@link #resume}; on a CPU it ends with the weights, bit for
 * bit, that it would have had unbroken, if it has the same number of threads.
 */
public final class Trainer {

    private final TrainingPlan plan;
    private final ImageSource images;
    private final RunFolder folder;
    private final Pixio model;
    private final Optional<ResumePoint> resumePoint;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final AtomicBoolean started = new AtomicBoolean();

    /** A trainer that begins with new weights, named by the plan's seed. */
    public Trainer(TrainingPlan plan, ImageSource images, RunFolder folder) {
        this(plan, images, folder, new Pixio(plan.model(), plan.seed()));
    }

    /**
     * A trainer that begins with the weights of a model.
     *
     * @param model of the plan's shape, on the CPU
     */
    public Trainer(TrainingPlan plan, ImageSource images, RunFolder folder, Pixio model) {
        this(plan, images, folder, model, Optional.empty());
    }

    private Trainer(
            TrainingPlan plan, ImageSource images, RunFolder folder, Pixio model, Optional<ResumePoint> resumePoint) {
        if (!model.config().equals(plan.model())) {
            throw new IllegalArgumentException("the model to begin with has another shape than the plan: "
                    + model.config() + ", not " + plan.model());
        }
        this.plan = plan;
        this.images = images;
        this.folder = folder;
        this.model = model;
        this.resumePoint = resumePoint;
    }

    /** A trainer that goes on with a run. */
    public static Trainer resume(ResumePoint resumePoint, ImageSource images) throws IOException {
        return new Trainer(resumePoint.plan(), images, resumePoint.folder(), resumePoint.model(), Optional.of(resumePoint));
    }

    /** Where the run is kept. */
    public RunFolder folder() {
        return folder;
    }

    /** Adds one who watches; listeners are called in the order in which they were added. */
    public Trainer listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Asks the run to end after the step it is in, and to save; may be called from any thread, more than once. */
    public void stop() {
        stopRequested.set(true);
    }

    /**
     * Runs the plan to its end. A trainer runs once, whatever came of it: {@link #resume} goes on with its run.
     *
     * @throws TrainingException if the loss is not finite, or the folder cannot be written
     * @throws IOException if too many images cannot be read, or a listener fails
     * @throws InterruptedException if the thread is interrupted while it waits for images
     * @throws IllegalStateException if this trainer has run before; the run in its folder stays as it is
     */
    public TrainingResult run() throws IOException, InterruptedException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("this trainer has run before, and its model is no longer at the beginning;"
                    + " go on with the run in " + folder.path()
                    + " by Trainer.resume, or make a new Trainer with another folder");
        }
        try (RunLock lock = RunLock.of(folder);
                TrainingSession session = new TrainingSession(plan, images, model, resumePoint)) {
            PlanFile.write(folder.config(), plan);
            return run(session);
        }
    }

    private TrainingResult run(TrainingSession session) throws IOException, InterruptedException {
        try (ListenerDispatcher audience = new ListenerDispatcher(folder, plan, listeners, session.progress());
                CheckpointSaver saver = new CheckpointSaver(session, folder, audience)) {
            audience.start(session.describe(folder));
            if (resumePoint.isPresent()) {
                report(resumePoint.get(), session, audience);
            }
            TrainingResult result = new TrainingLoop(session, saver, audience).run(stopRequested);
            audience.end(result);
            return result;
        }
    }

    private static void report(ResumePoint resumePoint, TrainingSession session, ListenerDispatcher audience)
            throws IOException {
        long step = session.progress().step();
        for (String damage : resumePoint.damaged()) {
            audience.event(step, Kind.DAMAGED_CHECKPOINT, damage);
        }
        if (resumePoint.checkpoint().isPresent()) {
            resumePoint.folder().checkpoints().setLatest(resumePoint.checkpoint().get());
        }
        audience.event(step, Kind.RESUMED, resumePoint.describe(session.machine()));
    }
}
