package dev.pixio.model.pass;

import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.WorkerThreads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        this(encoder, precision, GradientMethod.AUTO);
    }

    /**
     * @param encoder stays on its device while this is open
     * @param precision of matrix products
     * @param method whose blocks are run: the ones written out, or those that autograd differentiates
     */
    public FeaturePass(Encoder encoder, Precision precision, GradientMethod method) {
        this(encoder, precision, BlockStack.Gradients.of(method, encoder.device(), precision));
    }

    FeaturePass(Encoder encoder, Precision precision, BlockStack.Gradients gradients) {
        this.encoder = encoder;
        this.precision = precision;
        this.blocks = gradients.explicit(encoder.blocks(), precision);
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
        return features(images, List.of(depth), finalNorm).get(0);
    }

    /**
     * The outputs of several blocks from one pass, float, in the caller's scope; see {@link #features(Tensor, int, FinalNorm)}.
     *
     * @param depths numbers of blocks, from 1, ascending; the blocks after the last of them are not run
     * @param finalNorm whether the final norm is applied to each output
     * @return one for each depth
     * @throws IllegalArgumentException if there is no such block, or the numbers are not ascending
     */
    public List<Features> features(Tensor images, List<Integer> depths, FinalNorm finalNorm) {
        return allTokens(images, depths, finalNorm).stream()
                .map(output -> encoder.split(output, images))
                .toList();
    }

    /**
     * As {@link #features(Tensor, List, FinalNorm)}, with all tokens of each block in one tensor, as the next block reads them.
     *
     * @return for each depth class tokens, registers and patches, float {@code [B, K + R + N, D]}
     */
    public List<Tensor> allTokens(Tensor images, List<Integer> depths, FinalNorm finalNorm) {
        for (int i = 0; i < depths.size(); i++) {
            encoder.requireBlock(depths.get(i));
            if (i > 0 && depths.get(i) <= depths.get(i - 1)) {
                throw new IllegalArgumentException("the numbers of blocks must be ascending: " + depths);
            }
        }
        List<Tensor> tokens = tokens(images, depths, finalNorm);
        try {
            return tokens.stream().map(Tensor::new).toList();
        } finally {
            tokens.forEach(Tensor::close);
        }
    }

    /**
     * Float {@code [B, K + R + N, D]} for each depth, which the caller closes. Each worker has some of the images; where there are
     * fewer images than workers, each operation is divided among the processors instead.
     */
    private List<Tensor> tokens(Tensor images, List<Integer> depths, FinalNorm finalNorm) {
        int parts = workers.count();
        long count = images.size(0);
        if (parts == 1 || count < parts) {
            return tokensOf(images, depths, finalNorm);
        }
        List<List<Tensor>> results = new ArrayList<>(Collections.nCopies(parts, List.of()));
        try (PointerScope scope = new PointerScope()) {
            workers.run(worker -> {
                long first = count * worker / parts;
                try (Tensor some = images.narrow(0, first, count * (worker + 1) / parts - first)) {
                    results.set(worker, tokensOf(some, depths, finalNorm));
                }
            });
            List<Tensor> whole = new ArrayList<>();
            for (int i = 0; i < depths.size(); i++) {
                int output = i;
                Tensor[] pieces = results.stream().map(part -> part.get(output)).toArray(Tensor[]::new);
                whole.add(Tensors.keep(torch.cat(new TensorVector(pieces), 0)));
            }
            return whole;
        } finally {
            results.forEach(part -> part.forEach(Tensor::close));
        }
    }

    /** As {@link #tokens}, on this thread. */
    private List<Tensor> tokensOf(Tensor images, List<Integer> depths, FinalNorm finalNorm) {
        List<Tensor> outputs = new ArrayList<>();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                Precision.Region region = precision.on(encoder.device())) {
            Tensor tokens = Tensors.resultOf(() -> encoder.embed(images));
            Rotation rotation = encoder.rotation(images);
            int done = 0;
            for (int depth : depths) {
                tokens = run(tokens, rotation, done, depth);
                done = depth;
                outputs.add(Tensors.keep(finalNorm == FinalNorm.AFTER ? encoder.norm(tokens) : tokens));
            }
            return outputs;
        } catch (RuntimeException e) {
            outputs.forEach(Tensor::close);
            throw e;
        }
    }

    /** The output of the blocks from {@code first} to before {@code end}, in the caller's scope; their input is closed. */
    private Tensor run(Tensor input, Rotation rotation, int first, int end) {
        // Explicit blocks choose the dtype of each product.
        Precision ofAutocast = blocks.isEmpty() ? precision : Precision.FP32;
        try (Precision.Region region = ofAutocast.on(encoder.device())) {
            Tensor current = input;
            for (int block = first; block < end; block++) {
                try (Tensor before = current) {
                    current = block(block, before, rotation);
                }
            }
            return current;
        }
    }

    private Tensor block(int index, Tensor tokens, Rotation rotation) {
        return blocks.isEmpty()
                ? encoder.blocks().get(index).forward(tokens, rotation, DropPath.NONE, index, TokenSelection.ALL)
                : Tensors.inScope(blocks.get(index).inference(tokens, rotation));
    }

    @Override
    public void close() {
        workers.close();
        blocks.forEach(ExplicitBlock::close);
    }
}
