package dev.pixio.model.pass;

import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.WorkerThreads;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Features of many images: {@link Encoder#features} without gradients, with the fastest kernels of the device and with
 * weights that are prepared once.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it. One call at a time.
 */
public final class FeaturePass implements AutoCloseable {

    private final Encoder encoder;
    private final Precision precision;
    private final List<ExplicitBlock> blocks; // empty if the encoder's own blocks are used
    private final WorkerThreads workers;

    /**
     * @param encoder stays on its device while this is open
     * @param precision of matrix products
     */
    public FeaturePass(Encoder encoder, Precision precision) {
        this.encoder = encoder;
        this.precision = precision;
        this.blocks = BlockStack.Gradients.fastest(encoder.device(), precision) == BlockStack.Gradients.EXPLICIT
                ? encoder.blocks().stream()
                        .map(block -> new ExplicitBlock(block, precision.dtype()))
                        .toList()
                : List.of();
        this.workers = WorkerThreads.forProducts(encoder.device(), WorkerThreads.MOST);
    }

    /** The output of the last block, after the final norm; see {@link #features(Tensor, int, FinalNorm)}. */
    public Features features(Tensor images) {
        return features(images, encoder.config().depth(), FinalNorm.AFTER);
    }

    /**
     * The output of a block, float, in the caller's scope. The blocks after it are not run.
     *
     * @param images normalised, float {@code [B, C, H, W]}, of any size that the patch size divides, on the encoder's device
     * @param depth how many blocks the tokens go through, 1 .. the encoder's depth
     * @param finalNorm whether the final norm is applied
     * @throws IllegalArgumentException if the patch size does not divide the image size, or there is no such block
     */
    public Features features(Tensor images, int depth, FinalNorm finalNorm) {
        encoder.requireBlock(depth);
        try (Tensor tokens = tokens(images, depth, finalNorm)) {
            return encoder.split(tokens, images);
        }
    }

    /**
     * Float {@code [B, K + N, D]}, which the caller closes. Each worker has some of the images; where there are fewer images than
     * workers, each operation is divided among the processors instead.
     */
    private Tensor tokens(Tensor images, int depth, FinalNorm finalNorm) {
        int parts = workers.count();
        long count = images.size(0);
        if (parts == 1 || count < parts) {
            return tokensOf(images, depth, finalNorm);
        }
        Tensor[] results = new Tensor[parts];
        try (PointerScope scope = new PointerScope()) {
            workers.run(worker -> {
                long first = count * worker / parts;
                try (Tensor some = images.narrow(0, first, count * (worker + 1) / parts - first)) {
                    results[worker] = tokensOf(some, depth, finalNorm);
                }
            });
            return Tensors.keep(torch.cat(new TensorVector(results), 0));
        } finally {
            Arrays.stream(results).filter(Objects::nonNull).forEach(Tensor::close);
        }
    }

    /** As {@link #tokens}, on this thread. */
    private Tensor tokensOf(Tensor images, int depth, FinalNorm finalNorm) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                Precision.Region region = precision.on(encoder.device())) {
            Tensor output = run(encoder.embed(images), depth);
            return Tensors.keep(finalNorm == FinalNorm.AFTER ? encoder.norm(output) : output);
        }
    }

    private Tensor run(Tensor embedded, int depth) {
        if (blocks.isEmpty()) {
            return BlockRunner.inOrder(encoder.blocks(), 0, depth, DropPath.NONE)
                    .run(embedded, TokenSelection.ALL);
        }
        Tensor current = Tensors.keep(embedded);
        for (ExplicitBlock block : blocks.subList(0, depth)) {
            try (Tensor input = current) {
                current = block.inference(input);
            }
        }
        try (Tensor handle = current) {
            return new Tensor(handle);
        }
    }

    @Override
    public void close() {
        workers.close();
        blocks.forEach(ExplicitBlock::close);
    }
}
