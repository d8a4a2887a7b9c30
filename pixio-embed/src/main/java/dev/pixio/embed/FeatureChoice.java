package dev.pixio.embed;

import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.EncoderConfig;

/**
 * Which tokens of an encoder become the features of an image.
 *
 * @param pooling how tokens become features
 * @param block the block whose output is used, 1 to the encoder's depth
 * @param norm whether the encoder's final norm is applied to them
 */
public record FeatureChoice(Pooling pooling, int block, FinalNorm norm) {

    public FeatureChoice {
        if (block < 1) {
            throw new IllegalArgumentException("blocks are counted from 1; there is no block " + block);
        }
    }

    /**
     * The default of exports, evaluations and probes: the mean of the class tokens of the last block, with {@link
     * FinalNorm#DEFAULT}. It equals {@code pooler_output} of {@code PixioModel} in transformers.
     */
    public static FeatureChoice defaults(EncoderConfig encoder) {
        return EncoderSettings.defaults().choice(encoder);
    }

    public FeatureChoice withPooling(Pooling pooling) {
        return new FeatureChoice(pooling, block, norm);
    }

    public FeatureChoice withBlock(int block) {
        return new FeatureChoice(pooling, block, norm);
    }

    public FeatureChoice withNorm(FinalNorm norm) {
        return new FeatureChoice(pooling, block, norm);
    }

    /**
     * The shape of the features of one image.
     *
     * @param rows of the image in patches
     * @param columns of the image in patches
     */
    public long[] shape(EncoderConfig encoder, int rows, int columns) {
        return pooling.shape(encoder.width(), encoder.classTokens(), rows, columns);
    }
}
