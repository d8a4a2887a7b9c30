package dev.pixio.train;

import dev.pixio.augment.Normalize;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.PixioConfig;
import dev.pixio.nn.DropPath;
import dev.pixio.torch.Precision;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of one batch, micro-batch after micro-batch. Masks and drop paths are named by a picture's place in the
 * run, so the sum does not depend on how the batch is cut, but for rounding.
 *
 * @param model on the device
 * @param device of the model
 * @param precision of its products
 * @param microBatch pictures that go through the model at once
 * @param seed of the run
 */
public record TrainingStep(Pixio model, Device device, Precision precision, int microBatch, long seed) {

    /**
     * Adds the batch's gradients to those of the parameters.
     *
     * @param pixels uint8 {@code [B, C, H, W]}, on any device
     * @param epoch of the batch, from 0
     * @param places of its pictures in the epoch, B of them
     * @return the mean loss over the batch's masked patches
     */
    public double accumulate(Tensor pixels, long epoch, long... places) {
        double loss = 0;
        for (int first = 0; first < places.length; first += microBatch) {
            int size = Math.min(microBatch, places.length - first);
            try (PointerScope scope = new PointerScope()) {
                long[] some = Arrays.copyOfRange(places, first, first + size);
                Tensor part =
                        loss(pixels.narrow(0, first, size), epoch, some).mul(new Scalar((double) size / places.length));
                part.backward();
                loss += part.item_double();
            }
        }
        return loss;
    }

    private Tensor loss(Tensor pixels, long epoch, long[] places) {
        PixioConfig config = model.config();
        Tensor images = Normalize.IMAGENET.apply(Tensors.to(pixels, device)); // float [b, C, H, W]
        GridMask mask = GridMask.draw(streams("mask", epoch, places), config.grid(), config.mask(), device);
        DropPath dropPath = DropPath.draw(
                config.encoder().dropPath(), config.encoder().depth(), streams("drop path", epoch, places), device);
        try (Precision.Region region = precision.on(device)) {
            return model.forward(images, mask, dropPath).loss();
        }
    }

    private List<RandomStream> streams(String purpose, long epoch, long[] places) {
        return Arrays.stream(places)
                .mapToObj(place -> RandomStream.of(seed, purpose, epoch, place))
                .toList();
    }
}
