package dev.pixio.model.config;

import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;

/**
 * What an encoder has beyond that of a Pixio: the parts of DINOv2 (arXiv 2304.07193) and DINOv3 (arXiv 2508.10104).
 *
 * @param registers number of register tokens between class tokens and patches, which are in no output (Darcet et al. 2024)
 * @param layerScale whether the branches of blocks are scaled
 * @param mlp of the blocks
 * @param positions how the places of patches are known
 */
public record EncoderOptions(int registers, LayerScale layerScale, MlpKind mlp, PositionEncoding positions) {

    /** The encoder of a Pixio. */
    public static final EncoderOptions NONE =
            new EncoderOptions(0, LayerScale.NONE, MlpKind.GELU, PositionEncoding.ADDED);

    public EncoderOptions {
        Require.that(registers >= 0, "registers must be at least 0", registers);
    }

    /** A copy with another number of registers. */
    public EncoderOptions withRegisters(int registers) {
        return new EncoderOptions(registers, layerScale, mlp, positions);
    }

    /** The part of it that is in the blocks. */
    public BlockOptions ofBlocks() {
        return new BlockOptions(layerScale, mlp);
    }

    /** Whether blocks compute more than those of a Pixio, so that autograd is used for their gradients. */
    public boolean changeBlocks() {
        return !ofBlocks().equals(BlockOptions.NONE) || positions.rotates();
    }
}
