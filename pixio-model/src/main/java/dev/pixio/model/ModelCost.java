package dev.pixio.model;

import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;

/**
 * What a model costs, worked out from its shape.
 *
 * @param encoderParameters trained numbers of the encoder
 * @param decoderParameters trained numbers of the decoder
 * @param forwardFlops floating-point operations of a pre-training pass over one picture, a multiplication and an addition
 *     counted as two; matrix products alone, which are all but a hundredth
 * @param activations numbers that the forward pass of one picture keeps for the backward pass
 * @param recomputedActivations the same where each block keeps its input alone: the inputs, and the rest of one block
 */
public record ModelCost(
        long encoderParameters,
        long decoderParameters,
        double forwardFlops,
        double activations,
        double recomputedActivations) {

    /** Weights, gradients and the two moments of AdamW, and copies of all but the gradients for a checkpoint, each fp32. */
    private static final int BYTES_A_TRAINED_PARAMETER = 28;

    public static ModelCost of(PixioConfig config) {
        PatchGrid grid = config.grid();
        EncoderConfig encoder = config.encoder();
        DecoderConfig decoder = config.decoder();
        int kept = config.mask().keptPatches(grid);
        double visible = encoder.classTokens() + (double) kept;
        double all = encoder.classTokens() + (double) grid.patches();
        double masked = grid.patches() - (double) kept;
        double values = grid.patchValues();
        Stack encoding = new Stack(visible, encoder.width(), encoder.depth(), encoder.heads(), encoder.mlpRatio());
        Stack decoding = new Stack(all, decoder.width(), decoder.depth(), decoder.heads(), decoder.mlpRatio());
        double edges = 2
                * (kept * values * encoder.width()
                        + visible * encoder.width() * decoder.width()
                        + masked * decoder.width() * values);
        return new ModelCost(
                encoderParameters(config),
                decoderParameters(config),
                encoding.flops() + decoding.flops() + edges,
                encoding.activations() + decoding.activations(),
                encoding.inputs() + decoding.inputs() + Math.max(encoding.ofOneBlock(), decoding.ofOneBlock()));
    }

    /** Floating-point operations of a whole training pass over one picture: backward costs twice the forward pass. */
    public double trainingFlops() {
        return 3 * forwardFlops;
    }

    /** All trained numbers. */
    public long parameters() {
        return encoderParameters + decoderParameters;
    }

    /**
     * The memory that one more picture in a micro-batch takes while training on a CPU, in bytes: the kept numbers times what
     * a process was seen to grow for each, the allocator's slack included. Measured on ViT-S/16 with the 32-block decoder:
     * 456 MB a picture in fp32 in micro-batches of 16, 397 MB in bf16 of 4. In bf16 attention's
     * weights are kept, which the fused fp32 kernel does not need.
     */
    public long bytesAPicture(Precision precision, Activations kept) {
        double numbers = kept == Activations.KEPT ? activations : recomputedActivations;
        return (long) (numbers * (precision == Precision.BF16 ? 5.0 : 5.8));
    }

    /** The memory that training takes whatever the micro-batch is: weights, gradients, moments and copies for checkpoints, in bytes. */
    public long bytesOfState() {
        return parameters() * BYTES_A_TRAINED_PARAMETER;
    }

    private static long encoderParameters(PixioConfig config) {
        EncoderConfig encoder = config.encoder();
        long width = encoder.width();
        return linear(config.grid().patchValues(), width)
                + encoder.classTokens() * width
                + positions(config, width)
                + encoder.depth() * block(width, encoder.mlpRatio())
                + 2 * width;
    }

    private static long decoderParameters(PixioConfig config) {
        long width = config.decoder().width();
        return linear(config.encoder().width(), width)
                + width // mask token
                + positions(config, width)
                + config.decoder().depth() * block(width, config.decoder().mlpRatio())
                + 2 * width
                + linear(width, config.grid().patchValues());
    }

    private static long positions(PixioConfig config, long width) {
        boolean trained = config.positions() == Positions.LEARNED;
        return trained ? (config.encoder().classTokens() + (long) config.grid().patches()) * width : 0;
    }

    private static long block(long width, double mlpRatio) {
        long hidden = Math.round(width * mlpRatio);
        return linear(width, 3 * width)
                + linear(width, width)
                + linear(width, hidden)
                + linear(hidden, width)
                + 4 * width;
    }

    private static long linear(long in, long out) {
        return in * out + out;
    }

    /** A stack of transformer blocks over a number of tokens. */
    private record Stack(double tokens, double width, int depth, int heads, double mlpRatio) {

        /** Four linears a block, and the two products of attention. */
        double flops() {
            double linears = 2 * tokens * width * width * (4 + 2 * mlpRatio);
            double attention = 4 * tokens * tokens * width;
            return depth * (linears + attention);
        }

        /** Kept a block: both norms' inputs and outputs, q k v, attention's output, the MLP's hidden values twice. */
        double ofOneBlock() {
            return tokens * width * (2 + 2 + 3 + 2 + 2 * mlpRatio);
        }

        double activations() {
            return depth * ofOneBlock();
        }

        /** What each block sees. */
        double inputs() {
            return depth * tokens * width;
        }
    }
}
