package dev.pixio.model.config;

/**
 * The shape of an encoder.
 *
 * @param width D, the width of a token (field term: embed dim)
 * @param depth number of transformer blocks
 * @param heads attention heads, a divisor of the width
 * @param mlpRatio hidden width of the MLPs as a multiple of the width
 * @param classTokens number of class tokens; their mean is the image's representation
 * @param dropPath probability of skipping a branch of the last block, linear from 0 in the first
 */
public record EncoderConfig(int width, int depth, int heads, double mlpRatio, int classTokens, double dropPath) {

    public EncoderConfig {
        Require.positive("encoder width", width);
        Require.positive("encoder depth", depth);
        Require.positive("encoder heads", heads);
        Require.headsDivide("encoder", width, heads);
        Require.positive("encoder MLP ratio", mlpRatio);
        Require.positive("class tokens", classTokens);
        if (!(dropPath >= 0 && dropPath < 1)) {
            throw new IllegalArgumentException("drop path must be at least 0 and less than 1, not " + dropPath);
        }
    }

    /** A copy with another number of class tokens. */
    public EncoderConfig withClassTokens(int classTokens) {
        return new EncoderConfig(width, depth, heads, mlpRatio, classTokens, dropPath);
    }

    /** A copy with another drop-path rate. */
    public EncoderConfig withDropPath(double dropPath) {
        return new EncoderConfig(width, depth, heads, mlpRatio, classTokens, dropPath);
    }
}
