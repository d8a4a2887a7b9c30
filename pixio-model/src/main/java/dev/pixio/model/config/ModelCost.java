package dev.pixio.model.config;

import dev.pixio.torch.Precision;
import java.util.List;

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
        double visible = encoder.prefixTokens() + (double) kept;
        double all = encoder.classTokens() + (double) grid.patches();
        Stack encoding = new Stack(visible, encoder.width(), encoder.depth(), hidden(encoder));
        Stack decoding = new Stack(all, decoder.width(), decoder.depth(), 2 * decoder.mlpRatio());
        List<ParameterGroupCost> ofDecoder = ParameterGroupCost.ofDecoder(config);
        List<ParameterGroupCost> ofEncoder = ParameterGroupCost.ofEncoder(config);
        return new ModelCost(
                parameters(ofEncoder),
                parameters(ofDecoder),
                flops(ofEncoder) + flops(ofDecoder),
                encoding.activations() + decoding.activations(),
                encoding.inputs() + decoding.inputs() + Math.max(encoding.ofOneBlock(), decoding.ofOneBlock()));
    }

    /** Values of the MLP that are saved, as a multiple of the width: the outputs of the first layer, and the inputs of the second. */
    private static double hidden(EncoderConfig encoder) {
        return (encoder.options().mlp().parts() + 1) * encoder.mlpRatio();
    }

    private static long parameters(List<ParameterGroupCost> groups) {
        return groups.stream().mapToLong(ParameterGroupCost::count).sum();
    }

    private static double flops(List<ParameterGroupCost> groups) {
        return groups.stream().mapToDouble(ParameterGroupCost::forwardFlops).sum();
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

    /**
     * The memory that a replica is counted with where the number of workers is chosen, in bytes: a second set of gradients, and in
     * bf16 the weights in that precision. Those are shared, but another number would give resumed runs other workers.
     */
    public long bytesOfReplica(Precision precision) {
        return parameters() * (precision == Precision.BF16 ? 6 : 4);
    }

    /** A stack of transformer blocks for a number of tokens. */
    private record Stack(double tokens, double width, int depth, double hidden) {

        /** Saved per block: inputs and outputs of both norms, q k v, the output of attention, the MLP's hidden values twice. */
        double ofOneBlock() {
            return tokens * width * (2 + 2 + 3 + 2 + hidden);
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
