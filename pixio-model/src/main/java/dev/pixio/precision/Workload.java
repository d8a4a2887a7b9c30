package dev.pixio.precision;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The transformer blocks that a model runs, and whether their gradients are computed.
 *
 * @param stacks the encoder's blocks, and the decoder's in training
 * @param training whether each forward pass is followed by a backward pass
 */
public record Workload(List<Stack> stacks, boolean training) {

    /**
     * Equal blocks.
     *
     * @param depth their number
     * @param width of a token
     * @param heads attention heads
     * @param mlpRatio hidden width of the MLP as a multiple of the width
     * @param tokens per image
     */
    public record Stack(int depth, int width, int heads, double mlpRatio, int tokens) {

        /** Floating-point operations of the products of one block's forward pass over one image. */
        double flops() {
            double linears = 2.0 * tokens * width * width * (4 + 2 * mlpRatio);
            double attention = 4.0 * tokens * tokens * width;
            return linears + attention;
        }

        @Override
        public String toString() {
            return depth + " x " + width + " of " + heads + " heads, " + tokens + " tokens, MLP x " + mlpRatio;
        }
    }

    public Workload {
        stacks = List.copyOf(stacks);
    }

    /** Pre-training: the encoder for the kept patches, the decoder for all patches, forward and backward. */
    public static Workload training(PixioConfig config) {
        EncoderConfig encoder = config.encoder();
        DecoderConfig decoder = config.decoder();
        PatchGrid grid = config.grid();
        return new Workload(
                List.of(
                        stack(encoder, config.mask().keptPatches(grid)),
                        new Stack(
                                decoder.depth(),
                                decoder.width(),
                                decoder.heads(),
                                decoder.mlpRatio(),
                                encoder.classTokens() + grid.patches())),
                true);
    }

    /**
     * Features of whole images, forward only.
     *
     * @param patches per image
     */
    public static Workload features(EncoderConfig encoder, int patches) {
        return new Workload(List.of(stack(encoder, patches)), false);
    }

    private static Stack stack(EncoderConfig encoder, int patches) {
        return new Stack(
                encoder.depth(),
                encoder.width(),
                encoder.heads(),
                encoder.mlpRatio(),
                encoder.prefixTokens() + patches);
    }

    /** Floating-point operations for one image. */
    double flops() {
        return stacks.stream()
                        .mapToDouble(stack -> stack.depth() * stack.flops())
                        .sum()
                * (training ? 3 : 1);
    }

    @Override
    public String toString() {
        return (training ? "training " : "features ")
                + stacks.stream().map(Stack::toString).collect(Collectors.joining(" + "));
    }
}
