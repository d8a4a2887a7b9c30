package dev.pixio.downstream.feature;

import dev.pixio.model.Features;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The tokens of chosen blocks, from which feature maps are made. The mean of the class tokens, which the maps repeat at every
 * position, is stored once.
 *
 * @param blocks one tensor for each block, the shallowest first: the mean of the class tokens, then the patches in row order,
 *     float {@code [B, 1 + rows * columns, D]}
 * @param rows height of the maps in patches
 * @param columns width of the maps in patches
 */
public record BlockTokens(List<Tensor> blocks, int rows, int columns) {

    public BlockTokens {
        blocks = List.copyOf(blocks);
    }

    /** The tokens of an encoder's blocks, in the caller's scope. */
    public static BlockTokens of(List<Features> blocks) {
        Features first = blocks.get(0);
        return new BlockTokens(
                blocks.stream()
                        .map(block -> torch.cat(
                                new TensorVector(block.representation().unsqueeze(1), block.patchTokens()), 1))
                        .toList(),
                first.rows(),
                first.columns());
    }

    /** The number of images. */
    public long images() {
        return blocks.get(0).size(0);
    }

    /** The number of bytes. */
    public long bytes() {
        return blocks.stream().mapToLong(Tensor::nbytes).sum();
    }

    /**
     * Feature maps: patch tokens, and the mean of the class tokens at every position.
     *
     * @return for each block float {@code [B, 2D, rows, columns]}, in the caller's scope
     */
    public List<Tensor> maps() {
        return blocks.stream().map(this::maps).toList();
    }

    private Tensor maps(Tensor tokens) {
        long width = tokens.size(2);
        long patches = tokens.size(1) - 1;
        Tensor mean = tokens.narrow(1, 0, 1).expand(-1, patches, width); // [B, N, D]
        return torch.cat(new TensorVector(tokens.narrow(1, 1, patches), mean), 2) // [B, N, 2D]
                .transpose(1, 2)
                .reshape(tokens.size(0), 2 * width, rows, columns);
    }

    /** Copies of the tokens on the CPU that outlive all scopes; {@link #close} them. */
    BlockTokens kept() {
        return each(tokens -> Tensors.keep(tokens.cpu().contiguous()));
    }

    /** The tokens after an operation on each block's. */
    public BlockTokens each(UnaryOperator<Tensor> operation) {
        return new BlockTokens(blocks.stream().map(operation).toList(), rows, columns);
    }

    /** Frees tokens that were kept. */
    void close() {
        blocks.forEach(Tensor::close);
    }
}
