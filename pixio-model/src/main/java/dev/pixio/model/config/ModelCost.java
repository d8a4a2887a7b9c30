package dev.pixio.model.config;

import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;

/**
 * Parameters, operations and memory of a model, computed from its shape.
 *
 * @param encoderParameters trained values of the encoder
 * @param decoderParameters trained values of the decoder
 * @param forwardFlops floating-point operations of a forward pass over one image, a multiplication and an addition counted as
 *     two; only matrix products, which are 99 % of them
 * @param activations values that the forward pass of one image saves for the backward pass
 * @param recomputedActivations the same if each block saves only its input: all inputs, and the rest of one block
 */
public record ModelCost(
        long encoderParameters,
        long decoderParameters,
        double forwardFlops,
        double activations,
        double recomputedActivations) {

    /** Weights, gradients and the two moments of AdamW, and copies of all but the gradients for a checkpoint, each fp32. */
    private static final int BYTES_PER_TRAINED_PARAMETER = 28;

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

    /** Floating-point operations of a training pass over one image: the backward pass costs twice the forward pass. */
    public double trainingFlops() {
        return 3 * forwardFlops;
    }

    /** Trained values of encoder and decoder. */
    public long parameters() {
        return encoderParameters + decoderParameters;
    }

    /**
     * The memory that one more image in a micro-batch takes while training on a CPU, in bytes: the saved values times the
     * measured growth of a process for each, including the allocator's overhead. Measured on ViT-S/16 with the 32-block
     * decoder: 456 MB per image in fp32 in micro-batches of 16, 397 MB in bf16 in micro-batches of 4. In bf16 the attention
     * weights are saved, which the fused fp32 kernel does not need.
     */
    public long bytesPerImage(Precision precision, Activations saved) {
        double values = saved == Activations.KEPT ? activations : recomputedActivations;
        return (long) (values * (precision == Precision.BF16 ? 5.0 : 5.8));
    }

    /** The memory that training takes for any micro-batch size: weights, gradients, moments and copies for checkpoints, in bytes. */
    public long bytesOfState() {
        return parameters() * BYTES_PER_TRAINED_PARAMETER;
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

    /** A stack of transformer blocks for a number of tokens. */
    private record Stack(double tokens, double width, int depth, int heads, double mlpRatio) {

        /** Per block four linear layers, and the two products of attention. */
        double flops() {
            double linears = 2 * tokens * width * width * (4 + 2 * mlpRatio);
            double attention = 4 * tokens * tokens * width;
            return depth * (linears + attention);
        }

        /** Saved per block: inputs and outputs of both norms, q k v, the output of attention, the MLP's hidden values twice. */
        double ofOneBlock() {
            return tokens * width * (2 + 2 + 3 + 2 + 2 * mlpRatio);
        }

        double activations() {
            return depth * ofOneBlock();
        }

        /** The inputs of all blocks. */
        double inputs() {
            return depth * tokens * width;
        }
    }
}
