package dev.pixio.train.optim;

import dev.pixio.augment.Normalize;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.PretrainingPass;
import dev.pixio.nn.DropPath;
import dev.pixio.torch.Precision;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Accumulates the gradients of one batch over its micro-batches. Masks and drop paths depend on the seed, the epoch and
 * an image's index in the epoch, so the sum does not depend on the micro-batch size except for rounding.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
public final class TrainingStep implements GradientPass.Gradients {

    private final Pixio model;
    private final PretrainingPass pass;
    private final Device device;
    private final int microBatch;
    private final long seed;

    /**
     * @param model must stay on its device while this is open
     * @param precision of matrix products
     * @param activations what is saved of each block for its backward pass
     * @param microBatch number of images per forward pass
     * @param seed of the run
     */
    public TrainingStep(Pixio model, Precision precision, Activations activations, int microBatch, long seed) {
        this.model = model;
        this.pass = new PretrainingPass(model, precision, activations);
        this.device = model.encoder().device();
        this.microBatch = microBatch;
        this.seed = seed;
    }

    /**
     * Adds the batch's gradients to those of the parameters.
     *
     * @param images uint8 {@code [B, C, H, W]}, on any device
     * @param epoch of the batch, from 0
     * @param indices of the images in the epoch, B of them
     * @return the mean loss over the batch's masked patches
     * @throws IllegalArgumentException if the images do not fit the model, or their number differs from that of the indices
     */
    @Override
    public double accumulate(Tensor images, long epoch, long... indices) {
        if (images.size(0) != indices.length) {
            throw new IllegalArgumentException(
                    images.size(0) + " images, but the indices of " + indices.length + " images");
        }
        double loss = 0;
        for (int first = 0; first < indices.length; first += microBatch) {
            int size = Math.min(microBatch, indices.length - first);
            try (PointerScope scope = new PointerScope()) {
                long[] some = Arrays.copyOfRange(indices, first, first + size);
                loss += accumulate(images.narrow(0, first, size), epoch, some, (double) size / indices.length);
            }
        }
        return loss;
    }

    /** Number of images per forward pass. */
    @Override
    public int microBatch() {
        return microBatch;
    }

    private double accumulate(Tensor images, long epoch, long[] indices, double weight) {
        PixioConfig config = model.config();
        Tensor normalized = Normalize.IMAGENET.apply(Tensors.upload(images, device)); // float [b, C, H, W]
        GridMask mask = GridMask.draw(streams("mask", epoch, indices), config.grid(), config.mask(), device);
        DropPath dropPath = DropPath.draw(
                config.encoder().dropPath(), config.encoder().depth(), streams("drop path", epoch, indices), device);
        return pass.accumulate(normalized, mask, dropPath, weight);
    }

    @Override
    public void close() {
        pass.close();
    }

    private List<RandomStream> streams(String purpose, long epoch, long[] indices) {
        return Arrays.stream(indices)
                .mapToObj(index -> RandomStream.of(seed, purpose, epoch, index))
                .toList();
    }
}
