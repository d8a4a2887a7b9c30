package dev.pixio.train;

import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.torch.Kernels;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.DeviceMemory;
import dev.pixio.torch.device.HostRead;
import dev.pixio.torch.group.GroupException;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.memory.NativeHeap;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.group.Replicas;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.optim.FreezeSchedule;
import dev.pixio.train.optim.GradientPass;
import dev.pixio.train.optim.MicroBatchTooLargeException;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.QueuedUpdate;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The state of a run in memory: model, optimizer, gradients, batches and progress. A checkpoint saves a {@link
 * #snapshot} of it, and {@link #restore} loads a checkpoint. Not thread-safe.
 */
final class TrainingSession implements AutoCloseable {

    private final Objective objective;
    private final RunPlan plan;
    private final TrainingState.Source source;
    private final Device device;
    private final DeviceMode mode;
    private final Precision precision;
    private final TrainedModel model;
    private final GradientPass gradients;
    private final TrainingBatches batches;
    private final RunProgress progress;
    private final FreezeSchedule freezeSchedule;
    private final LearningRate learningRate;
    private final ProcessGroup group;
    private final ProcessExchange processes;

    /**
     * A session at the start of a run, or at the checkpoint of a resumed run.
     *
     * @param objective what is trained; its module is moved to the plan's device and stays open. Process 0 sends its weights to the others
     * @param resumePoint of process 0; the others receive it
     * @param group the processes that train together
     * @param otherMode how to use the device, if not in its own way
     * @throws TrainingException if the moments of the checkpoint do not fit the model
     * @throws GroupException if the processes differ in version, plan or images
     */
    TrainingSession(
            Objective objective,
            Optional<ResumePoint> resumePoint,
            ProcessGroup group,
            GroupOptions options,
            Optional<DeviceMode> otherMode)
            throws IOException {
        this.group = group;
        this.objective = objective;
        RunPlan planned = objective.plan();
        this.source = TrainingState.Source.of(objective.images());
        this.device = Libtorch.device(planned.machine().device());
        this.mode = otherMode.isPresent() ? otherMode.get() : DeviceMode.of(device, planned.machine());
        if (planned.machine().threads() > 0) {
            Libtorch.setThreads(planned.machine().threads());
        }
        NativeHeap.prepare(Libtorch.threads());
        GroupStart.requireSame(group, planned, source);
        this.precision = GroupStart.precision(group, objective, device);
        this.plan = planned.withMachine(planned.machine().withPrecision(precision.toString()));
        Tensors.move(objective.module(), device);
        group.useDevice(device);
        Replicas.broadcast(group, Tensors.state(objective.module()).values());
        Replicas.requireEqual(group, Tensors.state(objective.module()).values(), 0);
        Optional<TrainingState> state = GroupStart.shared(group, resumePoint.flatMap(ResumePoint::state));
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            // The model first: a micro-batch trial must leave memory for its moments, and add to gradients where it has
            // some.
            this.model = new TrainedModel(objective, plan, group, options, mode.memory());
            opened.push(model::close);
            this.processes = new ProcessExchange(group, objective, options, mode.memory());
            opened.push(processes::close);
            this.gradients = gradients(microBatch(state));
            opened.push(gradients::close);
            this.batches = batches(state);
            opened.push(batches::close);
            this.progress = new RunProgress(plan.schedule().steps(batches.batchesPerEpoch()));
            if (state.isPresent()) {
                Optional<Checkpoint> checkpoint = resumePoint.flatMap(ResumePoint::checkpoint);
                progress.resume(state.get(), checkpoint);
                model.loadMoments(checkpoint);
            }
            this.freezeSchedule = new FreezeSchedule(
                    plan.freeze(), objective.encoder(), batches.batchesPerEpoch(), progress.totalSteps());
            this.learningRate = plan.schedule().learningRate(plan.optimizer().learningRate(), progress.totalSteps());
        } catch (IOException | RuntimeException | Error e) {
            opened.forEach(Runnable::run);
            throw e;
        }
    }

    private GradientPass gradients(int microBatch) {
        return new GradientPass(
                size -> objective.gradients(precision, size, mode.recorder()),
                microBatch,
                () -> DeviceMemory.recover(device));
    }

    /**
     * The checkpoint's size if plan and device are unchanged, because the sum of gradients is rounded differently for
     * others.
     */
    private int microBatch(Optional<TrainingState> state) {
        int planned = plan.machine().microBatch();
        return state.filter(
                        saved -> saved.plan().path("machine").path("microBatch").asInt() == planned
                                && saved.machine().device().equals(device.str().getString()))
                .map(saved -> saved.machine().microBatch())
                .orElseGet(() -> objective.microBatch(device, precision));
    }

    private TrainingBatches batches(Optional<TrainingState> state) {
        return new TrainingBatches(
                objective,
                mode.batches(),
                new LoaderOptions.Share(group.rank(), group.size()),
                state.map(TrainingState::position).orElse(StreamPosition.START),
                state.map(TrainingState::unreadable).orElse(UnreadableTally.NONE));
    }

    /** The plan with the precision that was chosen. */
    RunPlan plan() {
        return plan;
    }

    RunProgress progress() {
        return progress;
    }

    TrainingBatches batches() {
        return batches;
    }

    /** What the run trains. */
    TrainedModel model() {
        return model;
    }

    /** Describes the run to listeners, before the next step. */
    TrainingRun describe(RunFolder folder) {
        return new TrainingRun(
                plan,
                folder,
                objective,
                device,
                precision,
                gradients.microBatch(),
                progress.step(),
                batches.batchesPerEpoch(),
                progress.totalSteps());
    }

    /** The machine settings that determine rounding in the next step. */
    TrainingState.Machine machine() {
        return new TrainingState.Machine(
                device.str().getString(), precision.toString(), Libtorch.threads(), gradients.microBatch());
    }

    /** Applies the freeze schedule to the next step; returns a message if the encoder is trained from this step on. */
    Optional<String> freeze() {
        Optional<String> unfrozen = freezeSchedule.at(progress.step());
        model.prepareGradients();
        return unfrozen;
    }

    /** Whether {@link #freeze} will change what is trained, before a step counted from 0. */
    boolean freezeChangesAt(long step) {
        return freezeSchedule.changesAt(step);
    }

    /** How the device is used. */
    DeviceMode mode() {
        return mode;
    }

    /**
     * Adds the gradients of this process's images in a batch to those of the parameters, and sends them to the other processes
     * meanwhile.
     *
     * @return these images' part of the mean loss, a double scalar on the device; the caller closes it
     * @throws MicroBatchTooLargeException if a micro-batch does not fit into memory; call {@link #halveMicroBatch}
     *     before the batch is tried again
     */
    Tensor accumulateGradients(Batch batch) throws MicroBatchTooLargeException {
        model.beginBatch();
        return gradients.accumulate(batch, processes.gradients());
    }

    /**
     * Discards the gradients and halves the micro-batch for this and all later batches.
     *
     * @return a message with both sizes and the reason
     * @throws TrainingException if the micro-batch is already a single image
     */
    String halveMicroBatch(MicroBatchTooLargeException reason) throws TrainingException {
        model.discardBatch(); // earlier micro-batches of this batch may have added to them
        return gradients.halve(reason);
    }

    /** The processes that train together, of which this is one. */
    ProcessExchange processes() {
        return processes;
    }

    /**
     * Queues the rest of the step behind the gradients: their norm, clipping to the plan's norm, and the update, which the device
     * leaves out if loss or norm is not finite. The gradients are discarded.
     *
     * @param loss this process's part of the mean loss, from {@link #accumulateGradients}
     */
    QueuedUpdate queueUpdate(Tensor loss) {
        processes.completeGradients();
        processes.sumLoss(loss);
        double rate = learningRate.at(progress.step());
        try (PointerScope scope = new PointerScope();
                Tensor norm = model.gradientNorm();
                Kernels.Decision decision =
                        Kernels.Decision.of(loss, norm, plan.optimizer().clipNorm())) {
            model.update(rate, decision, progress.step() + 1);
            return new QueuedUpdate(rate, HostRead.of(torch.stack(new TensorVector(loss, norm))));
        }
    }

    /**
     * The contents of a checkpoint at the current step. All processes call it together, in a pointer scope, to which the model's
     * tensors belong; only that of process 0 is complete.
     */
    SessionSnapshot snapshot() {
        TrainingState state = new TrainingState(
                progress.step(),
                progress.totalSteps(),
                progress.position(),
                plan.seed(),
                progress.images(),
                progress.seconds(),
                progress.notFinite(),
                source,
                batches.tally(),
                machine(),
                progress.latestMetrics(),
                PlanFile.toTree(plan),
                Map.of(
                        "pixio", GroupStart.version(),
                        "java", System.getProperty("java.version"),
                        "libtorch", Libtorch.version()),
                Instant.now());
        return model.snapshot(state);
    }

    /**
     * Restores weights, moments and step of a checkpoint, but not its position in the data: the next batch stays the
     * same.
     *
     * @param checkpoint of process 0, which sends it to the others
     */
    void restore(Optional<Checkpoint> checkpoint) throws IOException {
        model.restore(checkpoint);
        Optional<TrainingState> state =
                checkpoint.isPresent() ? Optional.of(TrainingState.read(checkpoint.get())) : Optional.empty();
        progress.rewind(GroupStart.shared(group, state).orElseThrow());
    }

    @Override
    public void close() {
        try (model;
                processes;
                gradients) {
            batches.close();
        }
    }
}
