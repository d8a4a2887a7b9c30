package dev.pixio.onnx.export;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import dev.pixio.onnx.runtime.EncoderMetadata;
import java.util.List;
import java.util.Map;

/**
 * The graph of an encoder without outputs, to which a head is added.
 *
 * @param graph has the input {@link EncoderMetadata#PIXELS}
 * @param blocks tokens of the chosen blocks after the final norm
 * @param rows height of the grid in patches
 * @param columns width of the grid in patches
 */
public record EncoderTokens(OnnxGraph graph, List<Block> blocks, long rows, long columns) {

    /**
     * Tokens of a block.
     *
     * @param classTokens float {@code [B, K, D]}
     * @param patchTokens in row order, float {@code [B, N, D]}
     */
    public record Block(Value classTokens, Value patchTokens) {}

    public EncoderTokens {
        blocks = List.copyOf(blocks);
    }

    /**
     * Builds the graph, in single precision. Tensors created here belong to the caller's scope.
     *
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @param blocks numbers of blocks, from 1, ascending
     * @param input which channels and which scale images have
     * @throws IllegalArgumentException if the encoder cannot take images of this size, or of the channels
     */
    public static EncoderTokens of(Encoder encoder, int height, int width, List<Integer> blocks, ImageInput input) {
        PatchGrid grid =
                new PatchGrid(height, width, input.channels(), encoder.grid().patchSize());
        if (encoder.grid().channels() != grid.channels()) {
            throw new IllegalArgumentException("an encoder for images with "
                    + encoder.grid().channels() + " channels cannot be exported for images of " + grid.channels());
        }
        EncoderMetadata metadata = new EncoderMetadata(
                height,
                width,
                grid.patchSize(),
                encoder.config().classTokens(),
                encoder.config().width(),
                blocks.get(blocks.size() - 1),
                EncoderMetadata.Norm.AFTER,
                Framing.Fit.CROP,
                Map.of(),
                input);
        return EncoderGraph.tokens(encoder, metadata, blocks);
    }
}
