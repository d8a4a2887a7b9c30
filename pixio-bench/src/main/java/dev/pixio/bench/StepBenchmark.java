package dev.pixio.bench;

import dev.pixio.model.ModelCost;
import dev.pixio.model.PatchGrid;
import dev.pixio.model.Pixio;
import dev.pixio.model.PixioConfig;
import dev.pixio.model.pass.Activations;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.AdamW;
import dev.pixio.train.OptimizerPlan;
import dev.pixio.train.TrainingStep;
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
 * A whole training step (forward, backward, clipping's norm, optimizer) against the rate that a large matrix product of the
 * same precision reaches. The two take turns, because a shared machine is not equally fast all the time.
 *
 * @param config the model
 * @param optimizer how weights are moved
 * @param device of the model
 * @param precision of its products
 * @param batchSize pictures in a step
 * @param microBatch pictures that go through the model at once
 */
record StepBenchmark(
        PixioConfig config,
        OptimizerPlan optimizer,
        Device device,
        Precision precision,
        int batchSize,
        int microBatch) {

    /** The side of the matrices whose product is the bound. */
    static final int MATRIX = 2048;

    private static final double BOUND_SECONDS = 1;

    /**
     * One turn of each.
     *
     * @param seconds of the training step
     * @param boundFlops operations a second of the matrix product
     */
    record Round(double seconds, double boundFlops) {}

    /**
     * The figures of a benchmark, medians over its rounds.
     *
     * @param boundPicturesPerSecond if the whole step were as fast as the matrix product
     * @param share of the bound, the median of the rounds' own shares
     * @param peakRssMiB the most memory that the process held
     */
    record Result(
            double picturesPerSecond,
            double boundPicturesPerSecond,
            double share,
            double boundGigaflops,
            double stepSeconds,
            long peakRssMiB,
            int rounds) {}

    Result run(int rounds, Consumer<Round> progress) {
        PatchGrid grid = config.grid();
        Pixio model = new Pixio(config, 0);
        Tensors.move(model, device);
        List<Round> measured = new ArrayList<>();
        try (TrainingStep training = new TrainingStep(model, precision, Activations.KEPT, microBatch, 0);
                AdamW adamW = new AdamW(model, optimizer);
                Tensor noise = torch.rand(batchSize, grid.channels(), grid.height(), grid.width());
                Tensor pixels = noise.mul(new Scalar(255.0)).to(ScalarType.Byte)) {
            for (int round = -1; round < rounds; round++) {
                double bound = boundFlops();
                Round turn = new Round(step(training, adamW, pixels), bound);
                if (round >= 0) { // the first warms caches up
                    measured.add(turn);
                    progress.accept(turn);
                }
            }
        }
        return result(measured);
    }

    private Result result(List<Round> measured) {
        double flops = ModelCost.of(config).trainingFlops();
        double seconds = median(measured.stream().map(Round::seconds).toList());
        double bound = median(measured.stream().map(Round::boundFlops).toList());
        double share = median(measured.stream()
                .map(round -> batchSize / round.seconds * flops / round.boundFlops)
                .toList());
        return new Result(
                batchSize / seconds,
                bound / flops,
                share,
                bound / 1e9,
                seconds,
                NativeMemory.peakResident().orElse(0) >> 20,
                measured.size());
    }

    private double step(TrainingStep training, AdamW adamW, Tensor pixels) {
        long start = System.nanoTime();
        training.accumulate(pixels, 0, LongStream.range(0, batchSize).toArray());
        adamW.clipGradients(optimizer.clipNorm()); // reads a value back, so a GPU is done with the gradients
        adamW.step(optimizer.learningRate());
        adamW.clearGradients();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Operations a second, over at least a second of products. */
    private double boundFlops() {
        try (PointerScope scope = new PointerScope()) {
            ScalarType dtype = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
            Tensor a = Tensors.to(torch.randn(MATRIX, MATRIX).to(dtype), device);
            Tensor b = Tensors.to(torch.randn(MATRIX, MATRIX).to(dtype), device);
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
}
