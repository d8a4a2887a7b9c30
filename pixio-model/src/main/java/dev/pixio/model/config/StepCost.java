package dev.pixio.model.config;

import dev.pixio.nn.option.MlpKind;
import dev.pixio.torch.Precision;

/**
 * Floating-point operations that a training step executes for one image, a multiplication and an addition counted as two; only matrix
 * products, those of attention among them. They differ from three times the forward pass in four ways: the last block of the decoder
 * computes masked tokens only; images need no gradient; a fused attention computes its weights again for the gradients; and activations
 * that are not kept are computed again.
 *
 * @param forward of the forward pass
 * @param backward of the gradients
 * @param recomputed of activations that are computed again
 */
public record StepCost(double forward, double backward, double recomputed) {

    /** How attention is computed. */
    public enum AttentionKind {
        /** By one kernel, which saves no attention weights: on GPUs, and in fp32 on a CPU. */
        FUSED(10),
        /** As two products, whose weights are saved: in bf16 on a CPU. */
        PRODUCTS(8);

        /** Operations of the gradients for each query, key and channel; the forward pass has 4. */
        private final int backward;

        AttentionKind(int backward) {
            this.backward = backward;
        }

        /** The kind on a CPU. */
        public static AttentionKind onCpu(Precision precision) {
            return precision == Precision.BF16 ? PRODUCTS : FUSED;
        }
    }

    /** The step of a model that is trained whole. */
    public static StepCost of(PixioConfig config, Activations activations, AttentionKind attention) {
        PatchGrid grid = config.grid();
        EncoderConfig encoder = config.encoder();
        DecoderConfig decoder = config.decoder();
        double kept = config.mask().keptPatches(grid);
        double visible = encoder.prefixTokens() + kept;
        double all = encoder.classTokens() + (double) grid.patches();
        double masked = grid.patches() - kept;
        StepCost blocks = block(
                        visible,
                        visible,
                        encoder.width(),
                        encoder.mlpRatio(),
                        encoder.options().mlp(),
                        attention)
                .times(encoder.depth())
                .plus(block(all, all, decoder.width(), decoder.mlpRatio(), MlpKind.GELU, attention)
                        .times(decoder.depth() - 1))
                .plus(block(masked, all, decoder.width(), decoder.mlpRatio(), MlpKind.GELU, attention));
        double patches = 2 * kept * grid.patchValues() * encoder.width();
        return blocks.withActivations(activations)
                .plus(new StepCost(patches, patches, 0))
                .plus(linear(encoder.classTokens() + kept, encoder.width(), decoder.width()))
                .plus(linear(masked, decoder.width(), grid.patchValues()));
    }

    /** Operations of a step. */
    public double total() {
        return forward + backward + recomputed;
    }

    /**
     * A block.
     *
     * @param queries number of tokens that it returns
     * @param tokens number of tokens that it gets
     */
    private static StepCost block(
            double queries, double tokens, double width, double mlpRatio, MlpKind mlp, AttentionKind attention) {
        double hidden = Math.round(width * mlpRatio);
        double pairs = queries * tokens * width;
        return linear(queries, width, width) // queries
                .plus(linear(tokens, width, 2 * width)) // keys and values
                .plus(new StepCost(4 * pairs, attention.backward * pairs, 0))
                .plus(linear(queries, width, width))
                .plus(linear(queries, width, mlp.parts() * hidden))
                .plus(linear(queries, hidden, width));
    }

    /** A linear layer: its gradients are those of the input and of the weight. */
    private static StepCost linear(double tokens, double in, double out) {
        double product = 2 * tokens * in * out;
        return new StepCost(product, 2 * product, 0);
    }

    private StepCost withActivations(Activations activations) {
        return activations == Activations.RECOMPUTED ? new StepCost(forward, backward, forward) : this;
    }

    private StepCost plus(StepCost other) {
        return new StepCost(forward + other.forward, backward + other.backward, recomputed + other.recomputed);
    }

    private StepCost times(int number) {
        return new StepCost(number * forward, number * backward, number * recomputed);
    }
}
