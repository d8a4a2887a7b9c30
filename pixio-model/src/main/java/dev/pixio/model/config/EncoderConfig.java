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
 * @param options what it has beyond the encoder of a Pixio
 */
public record EncoderConfig(
        int width, int depth, int heads, double mlpRatio, int classTokens, double dropPath, EncoderOptions options) {

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
        if (options.positions().rotates() && width / heads % 4 != 0) {
            throw new IllegalArgumentException("rotary positions need heads whose width 4 divides; " + heads
                    + " heads of an encoder of width " + width + " have " + width / heads);
        }
    }

    /** The encoder of a Pixio. */
    public EncoderConfig(int width, int depth, int heads, double mlpRatio, int classTokens, double dropPath) {
        this(width, depth, heads, mlpRatio, classTokens, dropPath, EncoderOptions.NONE);
    }

    /** Number of tokens before the patches: class tokens and registers. */
    public int prefixTokens() {
        return classTokens + options.registers();
    }

    /** A copy with another number of class tokens. */
    public EncoderConfig withClassTokens(int classTokens) {
        return new EncoderConfig(width, depth, heads, mlpRatio, classTokens, dropPath, options);
    }

    /** A copy with another drop-path rate. */
    public EncoderConfig withDropPath(double dropPath) {
        return new EncoderConfig(width, depth, heads, mlpRatio, classTokens, dropPath, options);
    }

    /** A copy with MLPs of another hidden width. */
    public EncoderConfig withMlpRatio(double mlpRatio) {
        return new EncoderConfig(width, depth, heads, mlpRatio, classTokens, dropPath, options);
    }

    /** A copy with other options. */
    public EncoderConfig withOptions(EncoderOptions options) {
        return new EncoderConfig(width, depth, heads, mlpRatio, classTokens, dropPath, options);
    }
}
