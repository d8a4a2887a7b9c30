package dev.pixio.bench.step;

import dev.pixio.bench.measure.Median;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.torch.Kernels;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.DeviceMemory;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.torch.device.HostRead;
import dev.pixio.torch.device.PageLocked;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.torch.profile.Profiler;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.optim.TrainingStep;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Measures whole training steps (forward pass, backward pass, gradient norm, optimizer) against the rate of a large matrix
 * product in the same precision. The two alternate, because the speed of a shared machine varies.
 */
final class StepBenchmark implements AutoCloseable {

    /**
     * The training step that is measured.
     *
     * @param config of the model
     * @param optimizer its settings
     * @param device of the model
     * @param mode how the device is used, as in a training on it
     * @param pass precision of its products, activations that are kept, gradients
     * @param batchSize images per step
     * @param microBatch images per forward and backward pass
     * @param roundSeconds a round has one step or as many as take this long, since those of small models are short, and products
     *     for half of this time
     */
    record Work(
            PixioConfig config,
            OptimizerPlan optimizer,
            Device device,
            DeviceMode mode,
            PassSettings pass,
            int batchSize,
            int microBatch,
            double roundSeconds) {}

    /**
     * One round.
     *
     * @param seconds per training step
     * @param boundFlops operations per second of the matrix product
     */
    record Round(double seconds, double boundFlops) {}

    /**
     * The results of a benchmark, medians over its rounds.
     *
     * @param boundImagesPerSecond images per second if the whole step were as fast as the matrix product
     * @param share of the bound, the median of the shares of the rounds
     * @param bound what the bound is a product of, in words
     * @param boundSize rows and columns of its matrices
     * @param parameters trained values of the model
     * @param peakRssMiB the peak resident memory of the process
     * @param peakDeviceMiB the peak memory of tensors on a GPU, 0 on a CPU
     */
    record Result(
            double imagesPerSecond,
            double boundImagesPerSecond,
            double share,
            double boundGigaflops,
            String bound,
            int boundSize,
            double stepSeconds,
            long parameters,
            long peakRssMiB,
            long peakDeviceMiB,
            int rounds) {}

    /** The stage of a trace in which the optimizer works: the norm of the gradients, and AdamW. */
    static final String OPTIMIZER_STAGE = "optimizer";

    /** A GPU's passes are recorded as a graph in the fourth step. */
    static final int STEPS_BEFORE_REPLAY = 4;

    private final Work work;
    private final TrainingStep training;
    private final AdamW adamW;
    private final ProductRate product;
    private final Tensor pixels; // uint8 [B, C, H, W], in memory as that of a loader's batches
    private final long[] indices;
    private final long parameters;
    private Optional<HostRead> unread = Optional.empty(); // loss and gradient norm of the last step

    /**
     * Creates the model and runs the steps of one round for warm-up.
     *
     * @throws IllegalArgumentException if steps are to be recorded as graphs, and cannot be
     */
    StepBenchmark(Work work) {
        this.work = work;
        Pixio model = new Pixio(work.config, 0);
        Tensors.move(model, work.device);
        this.adamW = new AdamW(model, work.optimizer, SingleProcess.ALONE, false, work.mode.memory());
        Optional<ObservedRecorder> recorder = work.mode.recorder().map(ObservedRecorder::new);
        this.training = new TrainingStep(model, work.pass, work.microBatch, 0, recorder.map(GraphRecorder.class::cast));
        adamW.prepareGradients();
        this.product = new ProductRate(work.device, work.pass.precision());
        this.pixels = pixels(work);
        this.indices = LongStream.range(0, work.batchSize).toArray();
        this.parameters = trained(model);
        recorder.ifPresent(this::recordSteps);
        secondsPerStep();
    }

    /** A training goes on without graphs, but what is measured then is something else. */
    private void recordSteps(ObservedRecorder recorder) {
        secondsPerStep(STEPS_BEFORE_REPLAY);
        if (!recorder.hasRecorded()) {
            close();
            throw new IllegalArgumentException(
                    "--cuda-graphs on: the step could not be recorded, for the reason above");
        }
    }

    private static long trained(Pixio model) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.parameters(model).values().stream()
                    .filter(Tensor::requires_grad)
                    .mapToLong(Tensor::numel)
                    .sum();
        }
    }

    private static Tensor pixels(Work work) {
        PatchGrid grid = work.config.grid();
        long[] shape = {work.batchSize, grid.channels(), grid.height(), grid.width()};
        try (PointerScope scope = new PointerScope()) {
            Tensor pixels = work.mode.batches() == LoaderOptions.BatchMemory.PAGE_LOCKED
                    ? PageLocked.empty(ScalarType.Byte, shape)
                    : Tensors.empty(ScalarType.Byte, shape);
            pixels.copy_(torch.rand(shape).mul(new Scalar(255.0)));
            return Tensors.keep(pixels);
        }
    }

    Result run(int rounds, Consumer<Round> progress) {
        List<Round> measured = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            measured.add(round());
            progress.accept(measured.get(round));
        }
        return result(measured);
    }

    /** Measures the matrix product, then steps. */
    Round round() {
        double bound = product.flops(work.roundSeconds / 2);
        return new Round(secondsPerStep(), bound);
    }

    /** The function whose rate is the bound, in words. */
    String bound() {
        return product.path();
    }

    /** Trained values of the model. */
    long parameters() {
        return parameters;
    }

    Result result(List<Round> measured) {
        double flops = ModelCost.of(work.config).trainingFlops();
        double seconds = Median.of(measured.stream().map(Round::seconds).toList());
        double bound = Median.of(measured.stream().map(Round::boundFlops).toList());
        double share = Median.of(measured.stream()
                .map(round -> work.batchSize / round.seconds * flops / round.boundFlops)
                .toList());
        return new Result(
                work.batchSize / seconds,
                bound / flops,
                share,
                bound / 1e9,
                bound(),
                product.size(),
                seconds,
                parameters,
                NativeMemory.peakResident().orElse(0) >> 20,
                DeviceMemory.peak(work.device).orElse(0) >> 20,
                measured.size());
    }

    /** The time of a step, by one or as many as a round lasts. */
    double secondsPerStep() {
        Libtorch.synchronize(work.device);
        long start = System.nanoTime();
        int steps = 0;
        double seconds;
        do {
            step(Runnable::run);
            steps++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while (seconds < work.roundSeconds);
        Libtorch.synchronize(work.device);
        return (System.nanoTime() - start) / 1e9 / steps;
    }

    /** The time of a step, by some of them. */
    double secondsPerStep(int steps) {
        Libtorch.synchronize(work.device);
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            step(Runnable::run);
        }
        Libtorch.synchronize(work.device);
        return (System.nanoTime() - start) / 1e9 / steps;
    }

    /** Runs steps as they are measured, of which the update is a stage of a trace, and waits for the device. */
    void recordedSteps(int steps) {
        for (int i = 0; i < steps; i++) {
            step(update -> Profiler.stage(OPTIMIZER_STAGE, update));
        }
        Libtorch.synchronize(work.device);
    }

    /**
     * Loss and norm are read when a training on this device reads them: at once, or behind the gradients of the next step.
     *
     * @param updating runs the update of the weights
     */
    private void step(Consumer<Runnable> updating) {
        try (Tensor loss = gradients()) {
            read();
            updating.accept(() -> update(loss));
        }
        if (work.mode.reading() == StepReading.AT_ONCE) {
            read();
        }
    }

    private Tensor gradients() {
        return training.accumulate(pixels, 0, work.batchSize, CompletedGradients.UNUSED, indices);
    }

    private void update(Tensor loss) {
        try (PointerScope scope = new PointerScope();
                Tensor norm = adamW.gradientNorm();
                Kernels.Decision decision = Kernels.Decision.of(loss, norm, work.optimizer.clipNorm())) {
            adamW.step(work.optimizer.learningRate(), decision);
            adamW.clearGradients();
            unread = Optional.of(HostRead.of(torch.stack(new TensorVector(loss, norm))));
        }
    }

    private void read() {
        unread.ifPresent(values -> {
            try (values) {
                values.values();
            }
        });
        unread = Optional.empty();
    }

    @Override
    public void close() {
        unread.ifPresent(HostRead::close);
        training.close();
        adamW.close();
        pixels.close();
    }
}
