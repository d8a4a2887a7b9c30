package dev.pixio.nn;

import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic depth (Huang et al. 2016): a sample skips a branch with a probability that grows linearly over the depth,
 * from 0 in the first block to the rate in the last; branches that are kept are scaled so that the expectation is the same.
 */
public sealed interface DropPath {

    /** Skips nothing: for evaluation, and for models with a rate of 0. */
    DropPath NONE = new None();

    /**
     * Scales a branch before it is added to the tokens.
     *
     * @param branch float {@code [B, L, D]}
     * @param block index of the block in its stack, from 0
     * @param part 0 for attention, 1 for the MLP
     */
    Tensor apply(Tensor branch, int block, int part);

    /**
     * Draws which samples skip which branches, each sample from its own stream.
     *
     * @param rate the last block's probability, in [0, 1)
     * @param depth number of blocks
     * @param samples a random stream for each sample of the batch
     * @param device of the tokens
     */
    static DropPath draw(double rate, int depth, List<RandomStream> samples, Device device) {
        if (rate == 0) {
            return NONE;
        }
        int batch = samples.size();
        float[] scales = new float[depth * 2 * batch];
        for (int sample = 0; sample < batch; sample++) {
            RandomStream random = samples.get(sample);
            for (int branch = 0; branch < depth * 2; branch++) {
                double keep = 1 - rateOf(branch / 2, rate, depth);
                scales[branch * batch + sample] = random.nextDouble() < keep ? (float) (1 / keep) : 0;
            }
        }
        return new Drawn(Tensors.to(Tensors.of(scales, depth, 2, batch, 1, 1), device));
    }

    /** The probability that a sample skips a branch of a block: linear over the depth. */
    static double rateOf(int block, double rate, int depth) {
        return depth == 1 ? rate : rate * block / (depth - 1);
    }

    /** Returns each branch unchanged. */
    record None() implements DropPath {
        @Override
        public Tensor apply(Tensor branch, int block, int part) {
            return branch;
        }
    }

    /**
     * Scales each sample's branch by 0 or by 1 / keep.
     *
     * @param scales float {@code [depth, 2, B, 1, 1]}
     */
    record Drawn(Tensor scales) implements DropPath {
        @Override
        public Tensor apply(Tensor branch, int block, int part) {
            return branch.mul(scales.select(0, block).select(0, part).to(branch.scalar_type()));
        }
    }
}
