package dev.pixio.bench;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.optim.TrainingStep;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Measures a whole training step (forward pass, backward pass, gradient norm, optimizer) against the rate of a large matrix
 * product in the same precision. The two alternate, because the speed of a shared machine varies.
 */
final class StepBenchmark implements AutoCloseable {

    /** Rows and columns of the matrices whose product is the bound. */
    static final int MATRIX = 2048;

    private static final double BOUND_SECONDS = 1;

    /**
     * The training step that is measured.
     *
     * @param config of the model
     * @param optimizer its settings
     * @param device of the model
     * @param precision of its products
     * @param activations which activations of a block are kept
     * @param batchSize images per step
     * @param microBatch images per forward and backward pass
     */
    record Work(
            PixioConfig config,
            OptimizerPlan optimizer,
            Device device,
            Precision precision,
            Activations activations,
            int batchSize,
            int microBatch) {}

    /**
     * One round.
     *
     * @param seconds of the training step
     * @param boundFlops operations per second of the matrix product
     */
    record Round(double seconds, double boundFlops) {}

    /**
     * The results of a benchmark, medians over its rounds.
     *
     * @param boundImagesPerSecond images per second if the whole step were as fast as the matrix product
     * @param share of the bound, the median of the shares of the rounds
     * @param peakRssMiB the peak resident memory of the process
     */
    record Result(
            double imagesPerSecond,
            double boundImagesPerSecond,
            double share,
            double boundGigaflops,
            double stepSeconds,
            long peakRssMiB,
            int rounds) {}

    private final Work work;
    private final TrainingStep training;
    private final AdamW adamW;
    private final Tensor pixels; // uint8 [B, C, H, W]

    /** Creates the model and runs one round for warm-up. */
    StepBenchmark(Work work) {
        this.work = work;
        Pixio model = new Pixio(work.config, 0);
        Tensors.move(model, work.device);
        this.training = new TrainingStep(model, work.precision, work.activations, work.microBatch, 0);
        this.adamW = new AdamW(model, work.optimizer);
        this.pixels = pixels(work);
        round();
    }

    private static Tensor pixels(Work work) {
        PatchGrid grid = work.config.grid();
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(torch.rand(work.batchSize, grid.channels(), grid.height(), grid.width())
                    .mul(new Scalar(255.0))
                    .to(ScalarType.Byte));
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

    /** Measures the matrix product and one step. */
    Round round() {
        double bound = boundFlops();
        return new Round(step(), bound);
    }

    Result result(List<Round> measured) {
        double flops = ModelCost.of(work.config).trainingFlops();
        double seconds = median(measured.stream().map(Round::seconds).toList());
        double bound = median(measured.stream().map(Round::boundFlops).toList());
        double share = median(measured.stream()
                .map(round -> work.batchSize / round.seconds * flops / round.boundFlops)
                .toList());
        return new Result(
                work.batchSize / seconds,
                bound / flops,
                share,
                bound / 1e9,
                seconds,
                NativeMemory.peakResident().orElse(0) >> 20,
                measured.size());
    }

    private double step() {
        long start = System.nanoTime();
        training.accumulate(pixels, 0, LongStream.range(0, work.batchSize).toArray());
        adamW.clipGradients(work.optimizer.clipNorm()); // reads a value back, so it waits for a GPU
        adamW.step(work.optimizer.learningRate());
        adamW.clearGradients();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Operations per second, the median over at least one second of products. */
    private double boundFlops() {
        try (PointerScope scope = new PointerScope()) {
            ScalarType dtype = work.precision.dtype();
            Tensor a = Tensors.to(torch.randn(MATRIX, MATRIX).to(dtype), work.device);
            Tensor b = Tensors.to(torch.randn(MATRIX, MATRIX).to(dtype), work.device);
            torch.matmul(a, b).sum().item_double();
            List<Double> rates = new ArrayList<>();
            long start = System.nanoTime();
            do {
                long begin = System.nanoTime();
                try (PointerScope product = new PointerScope()) {
                    torch.matmul(a, b).select(0, 0).select(0, 0).item_double(); // waits for a GPU
                }
                rates.add(2.0 * MATRIX * MATRIX * MATRIX / ((System.nanoTime() - begin) / 1e9));
            } while (System.nanoTime() - start < BOUND_SECONDS * 1e9 || rates.size() < 3);
            return median(rates);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    @Override
    public void close() {
        training.close();
        adamW.close();
        pixels.close();
    }
}
