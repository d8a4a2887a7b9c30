package dev.pixio.train.optim;

import dev.pixio.augment.Normalize;
import dev.pixio.model.Pixio;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.model.pass.ParameterGroups;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.model.pass.PretrainingPass;
import dev.pixio.model.pass.Replica;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.torch.device.Uploads;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    private final Normalize normalize;
    private final PretrainingPass pass;
    private final Device device;
    private final Uploads uploads;
    private final Optional<RecordedMicroBatch> recorded;
    private final int microBatch;
    private final long seed;
    private final int groups; // of parameters

    /**
     * @param model must stay on its device while this is open
     * @param normalize converts images to the input of the model
     * @param settings of its passes
     * @param microBatch number of images per forward pass
     * @param seed of the run
     * @param recorder records the passes of whole micro-batches; the gradients of the model then must stay in their places
     */
    ModelGradients(
            Pixio model,
            Normalize normalize,
            PassSettings settings,
            int microBatch,
            long seed,
            Optional<GraphRecorder> recorder) {
        this(model, normalize, new PretrainingPass(model, settings), microBatch, seed, recorder);
    }

    private ModelGradients(
            Pixio model,
            Normalize normalize,
            PretrainingPass pass,
            int microBatch,
            long seed,
            Optional<GraphRecorder> recorder) {
        this.model = model;
        this.normalize = normalize;
        this.pass = pass;
        this.device = model.encoder().device();
        this.uploads = new Uploads(device);
        this.microBatch = microBatch;
        this.seed = seed;
        this.groups = ParameterGroups.count(model);
        this.recorded = recorder.map(records -> new RecordedMicroBatch(
                records,
                List.copyOf(Tensors.parameters(model).values()),
                pass::renewCopies,
                (images, draws, weight) -> queue(images, draws, weight, CompletedGradients.UNUSED)));
    }

    /** The same for a replica of the model; see {@link PretrainingPass#forReplica}. Close it before this. */
    ModelGradients forReplica(Replica replica) {
        return new ModelGradients(
                replica.model(), normalize, pass.forReplica(replica), microBatch, seed, Optional.empty());
    }

    /**
     * Adds the gradients of some images of a batch.
     *
     * @param images of the whole batch, uint8 or float {@code [B, C, H, W]}, on any device
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
            completeAll(completed);
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
            Tensor draws = uploads.send(packed);
            if (recorded.isPresent()
                    && indices.length == microBatch
                    && recorded.get().queue(images, draws, weight, sum)) {
                if (completed != CompletedGradients.UNUSED) {
                    completeAll(completed);
                }
                return;
            }
            try (Tensor loss = queue(images, draws, weight, completed)) {
                sum.add_(loss);
            }
        }
    }

    /** Queues forward and backward pass of a micro-batch; returns its loss, which the caller closes. */
    private Tensor queue(Tensor images, Tensor packed, double weight, CompletedGradients completed) {
        try (PointerScope scope = new PointerScope()) {
            MicroBatchDraws draws = MicroBatchDraws.unpack(packed, model.config(), images.size(0));
            Tensor normalized = normalize.apply(images); // float [b, C, H, W]
            return pass.addGradients(normalized, draws.mask(), draws.dropPath(), weight, completed);
        }
    }

    private void completeAll(CompletedGradients completed) {
        for (int group = 0; group < groups; group++) {
            completed.complete(group);
        }
    }

    @Override
    public void close() {
        recorded.ifPresent(RecordedMicroBatch::close);
        uploads.close();
        pass.close();
    }
}
