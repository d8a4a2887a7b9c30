package dev.pixio.train.optim;

import dev.pixio.augment.Normalize;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.model.pass.ParameterGroups;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.model.pass.PretrainingPass;
import dev.pixio.model.pass.Replica;
import dev.pixio.nn.DropPath;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Adds gradients of images to those of one model. Masks and drop paths depend on the seed, the epoch and an image's index in
 * the epoch, so the sum does not depend on the micro-batch size except for rounding.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
final class ModelGradients implements AutoCloseable {

    private final Pixio model;
    private final PretrainingPass pass;
    private final Device device;
    private final int microBatch;
    private final long seed;
    private final int groups; // of parameters

    /**
     * @param model must stay on its device while this is open
     * @param settings of its passes
     * @param microBatch number of images per forward pass
     * @param seed of the run
     */
    ModelGradients(Pixio model, PassSettings settings, int microBatch, long seed) {
        this(model, new PretrainingPass(model, settings), microBatch, seed);
    }

    private ModelGradients(Pixio model, PretrainingPass pass, int microBatch, long seed) {
        this.model = model;
        this.pass = pass;
        this.device = model.encoder().device();
        this.microBatch = microBatch;
        this.seed = seed;
        this.groups = ParameterGroups.count(model);
    }

    /** The same for a replica of the model; see {@link PretrainingPass#forReplica}. Close it before this. */
    ModelGradients forReplica(Replica replica) {
        return new ModelGradients(replica.model(), pass.forReplica(replica), microBatch, seed);
    }

    /**
     * Adds the gradients of some images of a batch.
     *
     * @param images of the whole batch, uint8 {@code [B, C, H, W]}, on any device
     * @param epoch of the batch, from 0
     * @param indices of the images in the epoch, B of them
     * @param from the first image of these
     * @param end the image after the last one
     * @param weight of one image in the loss
     * @param completed receives each group of parameters to whose gradients these images add nothing more
     * @return their part of the mean loss over the batch's masked patches
     */
    double accumulate(
            Tensor images, long epoch, long[] indices, int from, int end, double weight, CompletedGradients completed) {
        double loss = 0;
        if (from == end) {
            for (int group = 0; group < groups; group++) {
                completed.complete(group);
            }
        }
        for (int first = from; first < end; first += microBatch) {
            int size = Math.min(microBatch, end - first);
            try (PointerScope scope = new PointerScope()) {
                long[] some = Arrays.copyOfRange(indices, first, first + size);
                CompletedGradients last = first + size == end ? completed : CompletedGradients.UNUSED;
                loss += accumulate(images.narrow(0, first, size), epoch, some, size * weight, last);
            }
        }
        return loss;
    }

    private double accumulate(Tensor images, long epoch, long[] indices, double weight, CompletedGradients completed) {
        PixioConfig config = model.config();
        Tensor normalized = Normalize.IMAGENET.apply(Tensors.upload(images, device)); // float [b, C, H, W]
        GridMask mask = GridMask.draw(streams("mask", epoch, indices), config.grid(), config.mask(), device);
        DropPath dropPath = DropPath.draw(
                config.encoder().dropPath(), config.encoder().depth(), streams("drop path", epoch, indices), device);
        return pass.accumulate(normalized, mask, dropPath, weight, completed);
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
