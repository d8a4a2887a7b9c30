package dev.pixio.train.optim;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds how many images at once train the most images per second, with blank images and without moving a weight: in
 * doublings, until two in a row were no faster. Few are slow, since each pass adds to every gradient; many can be, since
 * what they keep falls out of the cache.
 *
 * @param model on its device; its gradients are forgotten
 */
record MicroBatchTrial(Pixio model, Precision precision, Activations activations) {

    private static final Logger LOG = LoggerFactory.getLogger(MicroBatchTrial.class);

    /** Less than this is the noise of a machine, and fewer images at once take less memory. */
    private static final double GAIN = 1.02;

    private static final int MEASURED = 2;

    /**
     * The fastest size.
     *
     * @param batch images in a step
     * @param most that fit into memory
     */
    int fastest(int batch, int most) {
        return fastest(batch, most, this::imagesPerSecond);
    }

    static int fastest(int batch, int most, IntToDoubleFunction imagesPerSecond) {
        int best = 1;
        double bestRate = 0;
        int noFaster = 0;
        int limit = Math.min(batch, most);
        for (int size = 1; size <= limit && noFaster < 2; size = next(size, limit)) {
            double rate = imagesPerSecond.applyAsDouble(size);
            LOG.debug("{}", String.format(Locale.ROOT, "micro-batches of %d: %.2f images/s", size, rate));
            if (rate == 0) {
                break; // it did not fit
            }
            if (rate > GAIN * bestRate) {
                best = size;
                bestRate = rate;
                noFaster = 0;
            } else {
                noFaster++;
            }
        }
        LOG.info(
                "{}", String.format(Locale.ROOT, "micro-batches of %d are the fastest: %.2f images/s", best, bestRate));
        return best;
    }

    /** Twice as many, or the whole that is possible, if it is not much less than that. */
    private static int next(int size, int limit) {
        return size < limit && 2 * size > limit ? limit : 2 * size;
    }

    /** 0 if that many, more than one, do not fit into the device's memory. */
    private double imagesPerSecond(int size) {
        PatchGrid grid = model.config().grid();
        long[] indices = LongStream.range(0, size).toArray();
        try (PointerScope scope = new PointerScope();
                TrainingStep step = new TrainingStep(model, precision, activations, size, 0)) {
            Tensor pixels = Tensors.zeros(ScalarType.Byte, size, grid.channels(), grid.height(), grid.width());
            double fastest = Double.POSITIVE_INFINITY;
            for (int i = 0; i <= MEASURED; i++) {
                long start = System.nanoTime();
                step.accumulate(pixels, 0, indices); // reads the loss, so a GPU is done
                if (i > 0) { // the first pass makes copies of the weights, and memory
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
        }
    }
}
