package dev.pixio.train;

import dev.pixio.data.ImageSource;
import dev.pixio.io.OneLine;
import dev.pixio.model.Pixio;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Trains an {@link Objective} and writes the run to a folder. Pre-training has constructors of its own:
 *
 * <pre>{@code
 * TrainingPlan plan = TrainingPlan.recipe("lightly").data(photos).batchSize(16).build();
 * try (ImageSource images = FolderSource.of(photos)) {
 *     Trainer trainer = new Trainer(plan, images, RunFolder.create(out, RunFolder.Existing.REFUSE));
 *     TrainingResult result = trainer.run();
 * }
 * }</pre>
 *
 * <p>An interrupted run continues with {@link #resume}. On a CPU and with the same number of threads, its final weights
 * are bit-identical to those of an uninterrupted run.
 */
public final class Trainer {

    private final Objective objective;
    private final RunFolder folder;
    private final Optional<ResumePoint> resumePoint;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private ProcessGroup group = SingleProcess.ALONE;
    private GroupOptions groupOptions = GroupOptions.DEFAULT;
    private Optional<DeviceMode> mode = Optional.empty(); // that of the device
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final AtomicReference<String> finishReason = new AtomicReference<>("");
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * A trainer that pre-trains a new model, whose weights are initialised from the plan's seed.
     *
     * @throws IllegalArgumentException if the weights do not fit into memory
     */
    public Trainer(TrainingPlan plan, ImageSource images, RunFolder folder) {
        this(plan, images, folder, Pretraining.newModel(plan));
    }

    /**
     * A trainer that pre-trains an existing model.
     *
     * @param model whose configuration is the plan's, on the CPU
     * @throws IllegalArgumentException if its configuration is another
     */
    public Trainer(TrainingPlan plan, ImageSource images, RunFolder folder, Pixio model) {
        this(new Pretraining(plan, images, model), folder);
    }

    /** A trainer of anything. */
    public Trainer(Objective objective, RunFolder folder) {
        this(objective, folder, Optional.empty());
    }

    private Trainer(Objective objective, RunFolder folder, Optional<ResumePoint> resumePoint) {
        this.objective = objective;
        this.folder = folder;
        this.resumePoint = resumePoint;
    }

    /** A trainer that resumes a pre-training. */
    public static Trainer resume(ResumePoint resumePoint, ImageSource images) throws IOException {
        return resume(resumePoint, resumePoint.pretraining(images));
    }

    /**
     * A trainer that resumes a run.
     *
     * @param objective with the plan of the resume point, and the weights of its checkpoint
     */
    public static Trainer resume(ResumePoint resumePoint, Objective objective) {
        return new Trainer(objective, resumePoint.folder(), Optional.of(resumePoint));
    }

    /** As {@link #follower(Objective, ProcessGroup, GroupOptions)}, for pre-training. */
    public static Trainer follower(TrainingPlan plan, ImageSource images, ProcessGroup group, GroupOptions options) {
        return follower(new Pretraining(plan, images, Pretraining.newModel(plan)), group, options);
    }

    /**
     * A trainer of a process that is not the first of its group. It receives weights, and the checkpoint of a resumed run, from the
     * first process, and writes nothing.
     *
     * @param objective with the plan of the first process, and its images in the same order
     */
    public static Trainer follower(Objective objective, ProcessGroup group, GroupOptions options) {
        if (group.isFirst()) {
            throw new IllegalArgumentException("process 0 writes the run and follows no other");
        }
        RunFolder none = new RunFolder(Path.of("process-" + group.rank())); // never created
        return new Trainer(objective, none).together(group, options);
    }

    /**
     * Trains together with other processes. The batch of the plan is divided among them, so that they train as one process does.
     *
     * @param group the processes; this is the first of them, see {@link #follower}. It stays open
     */
    public Trainer together(ProcessGroup group, GroupOptions options) {
        this.group = group;
        this.groupOptions = options;
        return this;
    }

    /** Uses the device in another way than its own. */
    Trainer mode(DeviceMode other) {
        mode = Optional.of(other);
        return this;
    }

    /** The folder of the run. */
    public RunFolder folder() {
        return folder;
    }

    /** Adds a listener. Listeners are called in the order in which they were added. */
    public Trainer listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Requests that the run ends after the current step and saves a checkpoint. Safe to call from any thread,
     * repeatedly. If no run is in progress, or it is ending already, the next call of {@link #run} ends before its first step.
     */
    public void stop() {
        stopRequested.set(true);
    }

    /**
     * Requests that the run ends as {@link #stop} does, but is complete: more steps promise nothing. For listeners of process 0.
     *
     * @param reason in one line, for the event that is reported
     */
    public void finish(String reason) {
        finishReason.set(reason);
        stop();
    }

    /**
     * Trains until the plan's last step or until {@link #stop}. A trainer trains once, also if it fails; {@link #resume}
     * continues its run. It may run again if it was stopped before its first step, or its folder was refused.
     *
     * @throws TrainingException if the loss is not finite, or the folder cannot be written
     * @throws IOException if too many images cannot be read, or a listener fails
     * @throws InterruptedException if the thread is interrupted while it waits for images
     * @throws IllegalStateException if this trainer has trained before, or a new run would replace the checkpoints of
     *     another; the folder is not changed
     */
    public TrainingResult run() throws IOException, InterruptedException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("this trainer has run before, and its model is already trained;"
                    + " continue the run in " + folder.path()
                    + " with Trainer.resume, or create a new Trainer with another folder");
        }
        try {
            return group.isFirst() ? lead() : follow();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            if (!(e instanceof GroupException)) {
                group.reportFailure(OneLine.of(Objects.requireNonNullElse(e.getMessage(), e.toString())));
            }
            throw e;
        }
    }

    /** Trains and writes the run. */
    private TrainingResult lead() throws IOException, InterruptedException {
        boolean untrained = true;
        try (RunLock lock = RunLock.of(folder)) {
            requireUnused();
            untrained = false;
            try (TrainingSession session = session()) {
                long first = session.progress().step();
                writePlan(session.plan());
                TrainingResult result = run(session);
                untrained = result.ending() == TrainingResult.Ending.STOPPED && result.steps() == first;
                return result;
            }
        } finally {
            if (untrained) {
                started.set(false);
            }
        }
    }

    /** Trains and writes nothing. */
    private TrainingResult follow() throws IOException, InterruptedException {
        try (TrainingSession session = session();
                ListenerDispatcher dispatcher = new ListenerDispatcher(
                        session.plan().saving().onWriteError(), RunLog.NONE, listeners, session.progress());
                CheckpointSaver saver = new CheckpointSaver(session, folder, dispatcher)) {
            start(session, dispatcher);
            TrainingResult result = loop(session, saver, dispatcher);
            dispatcher.end(result);
            return result;
        }
    }

    private void start(TrainingSession session, ListenerDispatcher dispatcher) throws IOException {
        dispatcher.start(session.describe(folder));
        session.processes().awaitFirst(); // its listeners may have validated the checkpoint of a killed run
    }

    private TrainingResult loop(TrainingSession session, CheckpointSaver saver, ListenerDispatcher dispatcher)
            throws IOException, InterruptedException {
        try (TrainingLoop loop =
                new TrainingLoop(session, saver, dispatcher, session.mode().reading())) {
            return loop.run(stopRequested, finishReason::get);
        }
    }

    private TrainingSession session() throws IOException {
        return new TrainingSession(objective, resumePoint, group, groupOptions, mode);
    }

    private void writePlan(RunPlan resolved) throws IOException {
        try {
            PlanFile.write(folder.config(), resolved);
        } catch (IOException e) {
            if (!RunFolder.isRun(folder.path())) {
                folder.deleteEmpty();
            }
            throw e;
        }
    }

    /** A new run starts its metrics at step 1 and would truncate those of a run that can still be resumed. */
    private void requireUnused() throws IOException {
        if (resumePoint.isEmpty() && !folder.checkpoints().all().isEmpty()) {
            throw new IllegalStateException("the folder " + folder.path() + " has checkpoints of a run;"
                    + " continue it with Trainer.resume, or create another folder");
        }
    }

    private TrainingResult run(TrainingSession session) throws IOException, InterruptedException {
        try (ListenerDispatcher dispatcher =
                        new ListenerDispatcher(folder, session.plan(), listeners, session.progress());
                CheckpointSaver saver = new CheckpointSaver(session, folder, dispatcher)) {
            start(session, dispatcher);
            if (resumePoint.isPresent()) {
                report(resumePoint.get(), session, dispatcher);
            }
            TrainingResult result = loop(session, saver, dispatcher);
            dispatcher.end(result);
            return result;
        }
    }

    private static void report(ResumePoint resumePoint, TrainingSession session, ListenerDispatcher dispatcher)
            throws IOException {
        long step = session.progress().step();
        for (String damage : resumePoint.damaged()) {
            dispatcher.event(step, Kind.DAMAGED_CHECKPOINT, damage);
        }
        if (resumePoint.checkpoint().isPresent()) {
            resumePoint
                    .folder()
                    .checkpoints()
                    .setLatest(resumePoint.checkpoint().get());
        }
        dispatcher.event(step, Kind.RESUMED, resumePoint.describe(session.machine()));
    }
}
