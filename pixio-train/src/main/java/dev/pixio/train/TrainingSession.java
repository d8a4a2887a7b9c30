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
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.optim.ForwardStatistics;
import dev.pixio.train.optim.FreezeSchedule;
import dev.pixio.train.optim.GradientPass;
import dev.pixio.train.optim.MicroBatchTooLargeException;
import dev.pixio.train.optim.WeightAverage;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.QueuedUpdate;
import dev.pixio.weights.LoadReport;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The state of a run in memory: model, optimizer, gradients, batches and progress. A checkpoint saves a {@link
 * #snapshot} of it, and {@link #restore} loads a checkpoint. Not thread-safe.
 */
final class TrainingSession implements AutoCloseable {

    private final Objective objective;
    private final Module module;
    private final RunPlan plan;
    private final TrainingState.Source source;
    private final Device device;
    private final DeviceMode mode;
    private final Precision precision;
    private final AdamW optimizer;
    private final ForwardStatistics statistics;
    private final Optional<WeightAverage> average;
    private final GradientPass gradients;
    private final TrainingBatches batches;
    private final RunProgress progress;
    private final FreezeSchedule freezeSchedule;
    private final LearningRate learningRate;
    private final ProcessGroup group;
    private final GroupOptions options;
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
        this.options = options;
        this.objective = objective;
        this.module = objective.module();
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
        Tensors.move(module, device);
        group.useDevice(device);
        Replicas.broadcast(group, Tensors.state(module).values());
        Replicas.requireEqual(group, Tensors.state(module).values(), 0);
        Optional<TrainingState> state = GroupStart.shared(group, resumePoint.flatMap(ResumePoint::state));
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            // The optimizer first: a micro-batch trial must leave memory for its moments, and add to gradients where it
            // has some.
            this.optimizer = new AdamW(
                    module, plan.optimizer(), objective::rateScale, group, options.shardOptimizer(), mode.memory());
            opened.push(optimizer::close);
            optimizer.prepareGradients();
            this.statistics = new ForwardStatistics(objective.statistics());
            opened.push(statistics::close);
            double decay = objective.averageDecay();
            this.average = decay > 0 ? Optional.of(new WeightAverage(module, decay)) : Optional.empty();
            average.ifPresent(open -> opened.push(open::close));
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
                loadMoments(checkpoint);
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
        optimizer.prepareGradients();
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
        statistics.begin();
        return gradients.accumulate(batch, processes.gradients());
    }

    /**
     * Discards the gradients and halves the micro-batch for this and all later batches.
     *
     * @return a message with both sizes and the reason
     * @throws TrainingException if the micro-batch is already a single image
     */
    String halveMicroBatch(MicroBatchTooLargeException reason) throws TrainingException {
        discardGradients(); // earlier micro-batches of this batch may have added to them
        return gradients.halve(reason);
    }

    /** The processes that train together, of which this is one. */
    ProcessExchange processes() {
        return processes;
    }

    /** Discards what the passes of a batch have left: gradients and changed statistics. */
    void discardGradients() {
        optimizer.clearGradients();
        statistics.restore();
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
                Tensor norm = optimizer.gradientNorm();
                Kernels.Decision decision =
                        Kernels.Decision.of(loss, norm, plan.optimizer().clipNorm())) {
            optimizer.step(rate, decision);
            Replicas.broadcast(group, statistics.tensors());
            statistics.finish(decision);
            average.ifPresent(averages -> averages.update(decision));
            optimizer.clearGradients();
            long step = progress.step() + 1;
            if (options.checkEvery() > 0 && step % options.checkEvery() == 0) {
                Replicas.requireEqual(group, Tensors.state(module).values(), step);
            }
            return new QueuedUpdate(rate, HostRead.of(torch.stack(new TensorVector(loss, norm))));
        }
    }

    /**
     * Runs something while the module has the weights of model files: their averages, if weights are averaged.
     *
     * @throws IOException as the work does
     */
    void withSavedWeights(SavedWeights work) throws IOException {
        average.ifPresent(WeightAverage::exchange);
        try {
            work.run();
        } finally {
            average.ifPresent(WeightAverage::exchange);
        }
    }

    /** Work with the weights of a checkpoint. */
    interface SavedWeights {
        void run() throws IOException;
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
        return SessionSnapshot.of(state, objective, optimizer.state(), average);
    }

    /**
     * Restores weights, moments and step of a checkpoint, but not its position in the data: the next batch stays the
     * same.
     *
     * @param checkpoint of process 0, which sends it to the others
     */
    void restore(Optional<Checkpoint> checkpoint) throws IOException {
        if (checkpoint.isPresent()) {
            try (PointerScope scope = new PointerScope()) {
                LoadReport.copyInto(
                                module,
                                Safetensors.read(checkpoint.get().model()).tensors())
                        .requireComplete(checkpoint.get().model().toString());
            }
        }
        Replicas.broadcast(group, Tensors.state(module).values());
        loadMoments(checkpoint);
        statistics.begin(); // gradients that are repeated begin with the restored ones
        Optional<TrainingState> state =
                checkpoint.isPresent() ? Optional.of(TrainingState.read(checkpoint.get())) : Optional.empty();
        progress.rewind(GroupStart.shared(group, state).orElseThrow());
    }

    /** Those of process 0, and the trained weights if those of the model file are averages. */
    private void loadMoments(Optional<Checkpoint> checkpoint) throws IOException {
        if (checkpoint.isEmpty()) {
            optimizer.load(Map.of());
            shareAverages();
            return;
        }
        Path file = checkpoint.get().optimizer();
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> saved = Safetensors.read(file).tensors();
            optimizer.load(saved);
            average.ifPresent(averages -> averages.load(saved));
            shareAverages();
        } catch (IllegalArgumentException e) {
            throw new TrainingException(file + " does not fit the model: " + e.getMessage());
        }
    }

    private void shareAverages() {
        average.ifPresent(averages -> {
            Replicas.broadcast(group, averages.averages().values());
            Replicas.broadcast(group, Tensors.parameters(module).values());
        });
    }

    @Override
    public void close() {
        try (optimizer;
                statistics;
                processes;
                gradients) {
            average.ifPresent(WeightAverage::close);
            batches.close();
        }
    }
}
