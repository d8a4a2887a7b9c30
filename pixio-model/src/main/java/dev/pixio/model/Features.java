package dev.pixio.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What an encoder computes from images.
 *
 * @param classTokens float {@code [B, K, D]}
 * @param patchTokens float {@code [B, rows * columns, D]}, patches in row order
 * @param rows height of the grid in patches
 * @param columns width of the grid in patches
 */
public record Features(Tensor classTokens, Tensor patchTokens, int rows, int columns) {

    /** The images' representation, the mean of their class tokens (arXiv 2512.15715, section 3.3): float {@code [B, D]}. */
    public Tensor representation() {
        return torch.mean(classTokens, 1);
    }

    /** The patch tokens as maps for dense prediction: float {@code [B, D, rows, columns]}. */
    public Tensor maps() {
        return patchTokens.transpose(1, 2).reshape(patchTokens.size(0), -1, rows, columns);
    }
}
