package dev.pixio.train.optim;

import dev.pixio.augment.Normalize;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.DeviceMemory;
import dev.pixio.torch.memory.OutOfMemory;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the micro-batch size with the highest throughput in images per second, with blank images and without changing
 * weights. The size is doubled until two sizes in a row are not faster. Small sizes are slow because each backward pass
 * adds to every gradient; large sizes can be slow because saved tensors no longer fit into the cache.
 *
 * @param model on its device; its gradients are discarded
 * @param input of the model
 * @param settings of the passes
 */
record MicroBatchTrial(Pixio model, ImageInput input, PassSettings settings) {

    private static final Logger LOG = LoggerFactory.getLogger(MicroBatchTrial.class);

    /** A smaller gain is measurement noise, and smaller micro-batches use less memory. */
    private static final double GAIN = 1.02;

    private static final int MEASURED_PASSES = 2;

    /** The first pass converts weights and allocates memory; on a GPU the next ones still choose kernels. */
    private static final int WARM_UP_ON_CPU = 1;

    private static final int WARM_UP_ON_GPU = 3;

    /**
     * The fastest micro-batch size.
     *
     * @param batch number of images in a batch
     * @param limit the largest size that fits into memory
     */
    int fastest(int batch, int limit) {
        return fastest(batch, limit, this::imagesPerSecond);
    }

    static int fastest(int batch, int limit, IntToDoubleFunction imagesPerSecond) {
        int best = 1;
        double bestRate = 0;
        int notFaster = 0;
        int largest = Math.min(batch, limit);
        for (int size = 1; size <= largest && notFaster < 2; size = next(size, largest)) {
            double rate = imagesPerSecond.applyAsDouble(size);
            LOG.debug("{}", String.format(Locale.ROOT, "micro-batch size %d: %.2f images/s", size, rate));
            if (rate == 0) {
                break; // did not fit into memory
            }
            if (rate > GAIN * bestRate) {
                best = size;
                bestRate = rate;
                notFaster = 0;
            } else {
                notFaster++;
            }
        }
        LOG.info("{}", String.format(Locale.ROOT, "the fastest micro-batch size is %d: %.2f images/s", best, bestRate));
        return best;
    }

    /** Twice the size, or the limit if that is less than twice the size. */
    private static int next(int size, int limit) {
        return size < limit && 2 * size > limit ? limit : 2 * size;
    }

    /** Throughput of a size; 0 if it is greater than 1 and does not fit into memory. */
    private double imagesPerSecond(int size) {
        PatchGrid grid = model.config().grid();
        long[] indices = LongStream.range(0, size).toArray();
        try (PointerScope scope = new PointerScope();
                TrainingStep step = new TrainingStep(model, Normalize.of(input), settings, size, 0, Optional.empty())) {
            ScalarType dtype = input.isRgb8() ? ScalarType.Byte : ScalarType.Float;
            Tensor images = Tensors.zeros(dtype, size, grid.channels(), grid.height(), grid.width());
            double fastest = Double.POSITIVE_INFINITY;
            int warmUp = Libtorch.isGpu(model.encoder().device()) ? WARM_UP_ON_GPU : WARM_UP_ON_CPU;
            for (int i = 0; i < warmUp + MEASURED_PASSES; i++) {
                long start = System.nanoTime();
                step.accumulate(
                        images, 0, indices); // reads the loss behind the backward pass, so all GPU work is complete
                if (i >= warmUp) {
                    fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
                }
            }
            return size / fastest;
        } catch (RuntimeException e) {
            if (size > 1 && OutOfMemory.isIn(e)) {
                return 0;
            }
            throw e;
        } finally {
            Tensors.clearGradients(Tensors.parameters(model).values());
            DeviceMemory.release(model.encoder().device()); // other sizes would find it in pieces of the wrong size
        }
    }
}
