package dev.pixio.model.config;

import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;

/**
 * The whole configuration of a model, validated when it is made.
 *
 * @param grid how images are divided into patches
 * @param encoder the part that is used after pre-training
 * @param decoder the part that reconstructs the masked patches, not used after pre-training
 * @param mask how much of an image is masked
 * @param positions of both encoder and decoder
 * @param positionResize how the encoder's positions are interpolated for images of another size
 * @param tokens how class tokens are initialised
 */
public record PixioConfig(
        PatchGrid grid,
        EncoderConfig encoder,
        DecoderConfig decoder,
        MaskConfig mask,
        Positions positions,
        PositionResize positionResize,
        TokenStart tokens) {

    /** How class tokens are initialised. */
    public enum TokenStart {
        /** Each from a normal of 0.02 (the paper). */
        EQUAL,
        /** The first from a normal of 0.02, the others of 1e-6 (lightly: a class token and registers). */
        FIRST
    }

    public PixioConfig {
        int kept = mask.keptCells(grid); // throws if mask and grid do not fit
        assert kept > 0;
        if (positions == Positions.SINCOS && (encoder.width() % 4 != 0 || decoder.width() % 4 != 0)) {
            throw new IllegalArgumentException("sincos positions need widths that 4 divides; the encoder's is "
                    + encoder.width() + ", the decoder's " + decoder.width());
        }
    }

    public PixioConfig withGrid(PatchGrid grid) {
        return new PixioConfig(grid, encoder, decoder, mask, positions, positionResize, tokens);
    }

    public PixioConfig withEncoder(EncoderConfig encoder) {
        return new PixioConfig(grid, encoder, decoder, mask, positions, positionResize, tokens);
    }

    public PixioConfig withDecoder(DecoderConfig decoder) {
        return new PixioConfig(grid, encoder, decoder, mask, positions, positionResize, tokens);
    }

    public PixioConfig withMask(MaskConfig mask) {
        return new PixioConfig(grid, encoder, decoder, mask, positions, positionResize, tokens);
    }

    public PixioConfig withPositions(Positions positions) {
        return new PixioConfig(grid, encoder, decoder, mask, positions, positionResize, tokens);
    }

    public PixioConfig withPositionResize(PositionResize positionResize) {
        return new PixioConfig(grid, encoder, decoder, mask, positions, positionResize, tokens);
    }
}
