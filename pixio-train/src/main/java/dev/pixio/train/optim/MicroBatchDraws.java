package dev.pixio.train.optim;

import dev.pixio.model.GridMask;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.DropPath;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The random choices of a micro-batch: masks and drop paths, keyed by the seed, the epoch and an image's index in the epoch. They are
 * drawn on the host and packed into one tensor, so that one copy brings all of them to a device, and a captured step reads them
 * from the same memory each time.
 */
record MicroBatchDraws(GridMask mask, DropPath dropPath) {

    /**
     * Draws for images.
     *
     * @param seed of the run
     * @param indices of the images in the epoch, B of them
     * @return int64 {@code [n]} on the CPU, in the caller's scope; see {@link #unpack}
     */
    static Tensor draw(PixioConfig config, long seed, long epoch, long... indices) {
        try (PointerScope scope = new PointerScope();
                Device cpu = new Device("cpu")) {
            GridMask mask = GridMask.draw(streams(seed, "mask", epoch, indices), config.grid(), config.mask(), cpu);
            DropPath dropPath = DropPath.draw(
                    config.encoder().dropPath(),
                    config.encoder().depth(),
                    streams(seed, "drop path", epoch, indices),
                    cpu);
            TensorVector parts =
                    new TensorVector(mask.kept().flatten(), mask.masked().flatten());
            if (dropPath instanceof DropPath.Drawn drawn) {
                parts.push_back(
                        drawn.scales().flatten().view(ScalarType.Long)); // of two branches a block: an even number
            }
            return Tensors.keep(torch.cat(parts, 0));
        }
    }

    /**
     * The choices in a packed tensor.
     *
     * @param packed by {@link #draw}, for the same configuration, on any device
     * @param batch number of images
     * @return views of the tensor, in the caller's scope
     */
    static MicroBatchDraws unpack(Tensor packed, PixioConfig config, long batch) {
        long kept = batch * config.mask().keptPatches(config.grid());
        long masked = batch * config.grid().patches() - kept;
        GridMask mask = new GridMask(
                packed.narrow(0, 0, kept).view(batch, -1),
                packed.narrow(0, kept, masked).view(batch, -1));
        long rest = packed.size(0) - kept - masked;
        return new MicroBatchDraws(
                mask,
                rest == 0
                        ? DropPath.NONE
                        : new DropPath.Drawn(packed.narrow(0, kept + masked, rest)
                                .view(ScalarType.Float)
                                .view(config.encoder().depth(), 2, batch, 1, 1)));
    }

    private static List<RandomStream> streams(long seed, String purpose, long epoch, long... indices) {
        return Arrays.stream(indices)
                .mapToObj(index -> RandomStream.of(seed, purpose, epoch, index))
                .toList();
    }
}
