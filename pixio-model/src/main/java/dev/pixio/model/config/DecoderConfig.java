package dev.pixio.model.config;

/**
 * The shape of a decoder.
 *
 * @param width width of a token
 * @param depth number of transformer blocks
 * @param heads attention heads, a divisor of the width
 * @param mlpRatio hidden width of the MLPs as a multiple of the width
 */
public record DecoderConfig(int width, int depth, int heads, double mlpRatio) {

    /** The paper's decoder: 32 blocks of width 512 with 16 heads. */
    public static final DecoderConfig PAPER = new DecoderConfig(512, 32, 16, 4);

    public DecoderConfig {
        Require.positive("decoder width", width);
        Require.positive("decoder depth", depth);
        Require.positive("decoder heads", heads);
        Require.headsDivide("decoder", width, heads);
        Require.positive("decoder MLP ratio", mlpRatio);
    }
}
