package dev.pixio.train;

import dev.pixio.data.BrokenTally;
import dev.pixio.data.ImageSource;
import dev.pixio.data.StreamPosition;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Engine;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.TrainingEvent.Kind;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.weights.LoadReport;
import dev.pixio.weights.file.Safetensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;

/**
 * Trains a Pixio: pictures in, a run's folder out.
 *
 * <pre>{@code
 * TrainingPlan plan = TrainingPlan.recipe("lightly").data(photos).batchSize(16).build();
 * try (ImageSource pictures = FolderSource.of(photos)) {
 *     Trainer trainer = new Trainer(plan, pictures, RunFolder.create(out, RunFolder.Existing.REFUSE));
 *     TrainingResult result = trainer.run();
 * }
 * }</pre>
 *
 * <p>A run that was broken off, however that was, goes on with {@link #resume}; on a CPU it ends with the weights, bit for
 * bit, that it would have had unbroken, if it has the same number of threads.
 */
public final class Trainer {

    private final TrainingPlan plan;
    private final ImageSource pictures;
    private final RunFolder folder;
    private final Pixio model;
    private final Optional<Resumption> resumption;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private volatile boolean stopRequested;

    /** A trainer that begins with new weights, named by the plan's seed. */
    public Trainer(TrainingPlan plan, ImageSource pictures, RunFolder folder) {
        this(plan, pictures, folder, new Pixio(plan.model(), plan.seed()));
    }

    /**
     * A trainer that begins with the weights of a model.
     *
     * @param model of the plan's shape, on the CPU
     */
    public Trainer(TrainingPlan plan, ImageSource pictures, RunFolder folder, Pixio model) {
        this(plan, pictures, folder, model, Optional.empty());
    }

    private Trainer(
            TrainingPlan plan, ImageSource pictures, RunFolder folder, Pixio model, Optional<Resumption> resumption) {
        if (!model.config().equals(plan.model())) {
            throw new IllegalArgumentException("the model to begin with has another shape than the plan: "
                    + model.config() + ", not " + plan.model());
        }
        this.plan = plan;
        this.pictures = pictures;
        this.folder = folder;
        this.model = model;
        this.resumption = resumption;
    }

    /** A trainer that goes on with a run. */
    public static Trainer resume(Resumption resumption, ImageSource pictures) throws IOException {
        return new Trainer(
                resumption.plan(), pictures, resumption.folder(), resumption.model(), Optional.of(resumption));
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
        stopRequested = true;
    }

    /**
     * Runs the plan to its end.
     *
     * @throws TrainingException if the loss is not finite, or the folder cannot be written
     * @throws IOException if too many pictures cannot be read, or a listener fails
     * @throws InterruptedException if the thread is interrupted while it waits for pictures
     */
    public TrainingResult run() throws IOException, InterruptedException {
        Device device = Engine.device(plan.machine().device());
        Precision precision = Precision.named(plan.machine().precision(), device);
        if (plan.machine().threads() > 0) {
            Engine.setThreads(plan.machine().threads());
        }
        Tensors.move(model, device);
        // The optimizer first: a trial of micro-batches has to leave room for its moments.
        try (RunLock lock = RunLock.of(folder);
                AdamW optimizer = new AdamW(model, plan.optimizer());
                GradientPass gradients = gradients(device, precision);
                PictureStream stream = stream()) {
            RunProgress progress = new RunProgress(plan.schedule().steps(stream.batchesPerEpoch()));
            if (state().isPresent()) {
                progress.resume(state().get());
                load(optimizer, resumption.flatMap(Resumption::from).get());
            }
            PlanFile.write(folder.config(), plan);
            TrainingRun run = new TrainingRun(
                    plan,
                    folder,
                    model,
                    pictures,
                    device,
                    precision,
                    gradients.microBatch(),
                    progress.step(),
                    stream.batchesPerEpoch(),
                    progress.totalSteps());
            return run(run, progress, stream, gradients, optimizer);
        }
    }

    private TrainingResult run(
            TrainingRun run, RunProgress progress, PictureStream stream, GradientPass gradients, AdamW optimizer)
            throws IOException, InterruptedException {
        IntFunction<TrainingState.Machine> machine = microBatch -> new TrainingState.Machine(
                run.device().str().getString(), run.precision().toString(), Engine.threads(), microBatch);
        try (Audience audience = new Audience(folder, plan, listeners, progress);
                CheckpointSaver saver = new CheckpointSaver(
                        plan, folder, model, optimizer, pictures, resumption.flatMap(Resumption::from), audience)) {
            audience.lastGood(saver::good);
            audience.start(run);
            if (resumption.isPresent()) {
                tellOfResumption(resumption.get(), audience, progress, machine.apply(gradients.microBatch()));
            }
            Freezing freezing = new Freezing(plan.freeze(), model, run.stepsAnEpoch(), run.totalSteps());
            TrainingLoop loop = new TrainingLoop(
                    plan, progress, stream, freezing, gradients, optimizer, saver, audience, machine, () -> {
                        Checkpoint checkpoint = goodCheckpoint(progress.step(), audience);
                        loadModel(checkpoint);
                        load(optimizer, checkpoint);
                        return TrainingState.read(checkpoint);
                    });
            TrainingResult result = loop.run(() -> stopRequested);
            audience.end(result);
            return result;
        }
    }

    private void tellOfResumption(
            Resumption resumed, Audience audience, RunProgress progress, TrainingState.Machine machine)
            throws IOException {
        for (String damage : resumed.damaged()) {
            audience.event(progress.step(), Kind.DAMAGED_CHECKPOINT, damage);
        }
        if (resumed.from().isPresent()) {
            folder.checkpoints().pointTo(resumed.from().get());
        }
        audience.event(progress.step(), Kind.RESUMED, resumed.describe(machine));
    }

    private Checkpoint goodCheckpoint(long lastStep, Audience audience) throws IOException {
        List<String> damaged = new ArrayList<>();
        Optional<Checkpoint> good = folder.checkpoints()
                .newestGood(lastStep, (checkpoint, damage) -> damaged.add(Resumption.damage(checkpoint, damage)));
        for (String damage : damaged) {
            audience.event(lastStep, Kind.DAMAGED_CHECKPOINT, damage);
        }
        return good.orElseThrow(() -> new TrainingException("there is no good checkpoint to go back to"));
    }

    private Optional<TrainingState> state() {
        return resumption.flatMap(Resumption::state);
    }

    /** As before, where the plan says what it said then: another sum of gradients would be rounded otherwise. */
    private int microBatch(Device device, Precision precision) {
        int planned = plan.machine().microBatch();
        return state().filter(
                        state -> state.plan().path("machine").path("microBatch").asInt() == planned
                                && state.machine().device().equals(device.str().getString()))
                .map(state -> state.machine().microBatch())
                .orElseGet(() -> MicroBatch.choose(plan, model, device, precision));
    }

    private GradientPass gradients(Device device, Precision precision) {
        return new GradientPass(
                size -> new TrainingStep(model, precision, plan.machine().activations(), size, plan.seed()),
                microBatch(device, precision));
    }

    private PictureStream stream() {
        return new PictureStream(
                plan,
                pictures,
                state().map(TrainingState::position).orElse(StreamPosition.START),
                state().map(TrainingState::broken).orElse(BrokenTally.NONE));
    }

    private void loadModel(Checkpoint checkpoint) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            LoadReport.copyInto(model, Safetensors.read(checkpoint.model()).tensors())
                    .requireComplete(checkpoint.model().toString());
        }
    }

    private static void load(AdamW optimizer, Checkpoint checkpoint) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            optimizer.load(Safetensors.read(checkpoint.optimizer()).tensors());
        } catch (IllegalArgumentException e) {
            throw new TrainingException(checkpoint.optimizer() + " does not fit the model: " + e.getMessage());
        }
    }
}
