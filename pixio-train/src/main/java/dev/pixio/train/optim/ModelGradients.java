package dev.pixio.train.optim;

import dev.pixio.augment.Normalize;
import dev.pixio.model.Pixio;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.model.pass.ParameterGroups;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.model.pass.PretrainingPass;
import dev.pixio.model.pass.Replica;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.Uploads;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
    private final Uploads uploads;
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
        this.uploads = new Uploads(device);
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
     * @return their part of the mean loss over the batch's masked patches, a double scalar on the model's device; the caller
     *     closes it
     */
    Tensor accumulate(
            Tensor images, long epoch, long[] indices, int from, int end, double weight, CompletedGradients completed) {
        if (from == end) {
            for (int group = 0; group < groups; group++) {
                completed.complete(group);
            }
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = Tensors.zeros(ScalarType.Double, device);
            if (from < end) {
                Tensor own = uploads.send(images.narrow(0, from, end - from));
                for (int first = from; first < end; first += microBatch) {
                    int size = Math.min(microBatch, end - first);
                    long[] some = Arrays.copyOfRange(indices, first, first + size);
                    CompletedGradients last = first + size == end ? completed : CompletedGradients.UNUSED;
                    addLoss(sum, own.narrow(0, first - from, size), epoch, some, size * weight, last);
                }
            }
            return Tensors.keep(sum);
        }
    }

    private void addLoss(
            Tensor sum, Tensor images, long epoch, long[] indices, double weight, CompletedGradients completed) {
        try (PointerScope scope = new PointerScope();
                Tensor packed = MicroBatchDraws.draw(model.config(), seed, epoch, indices)) {
            MicroBatchDraws draws = MicroBatchDraws.unpack(uploads.send(packed), model.config(), indices.length);
            Tensor normalized = Normalize.IMAGENET.apply(images); // float [b, C, H, W]
            try (Tensor loss = pass.addGradients(normalized, draws.mask(), draws.dropPath(), weight, completed)) {
                sum.add_(loss);
            }
        }
    }

    @Override
    public void close() {
        uploads.close();
        pass.close();
    }
}
