package dev.pixio.model;

import dev.pixio.model.config.PatchGrid;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Images as patches: each patch flattened by row, column, channel; patches in row order. */
public final class Patches {

    /** Added to a patch's variance to avoid a division by zero in constant patches. */
    private static final double EPSILON = 1e-6;

    private Patches() {}

    /**
     * Divides images into patches.
     *
     * @param images {@code [B, C, H, W]}
     * @param patchSize P, which divides H and W
     * @return {@code [B, N, P*P*C]}
     * @throws IllegalArgumentException if the patch size does not divide the image size
     */
    public static Tensor of(Tensor images, int patchSize) {
        PatchGrid grid = new PatchGrid((int) images.size(2), (int) images.size(3), (int) images.size(1), patchSize);
        return images.reshape(images.size(0), grid.channels(), grid.rows(), patchSize, grid.columns(), patchSize)
                .permute(0, 2, 4, 3, 5, 1) // [B, rows, columns, P, P, C]
                .reshape(images.size(0), grid.patches(), grid.patchValues());
    }

    /**
     * Assembles images from all their patches.
     *
     * @param patches {@code [B, N, P*P*C]}
     * @return {@code [B, C, H, W]}
     */
    public static Tensor toImages(Tensor patches, PatchGrid grid) {
        int side = grid.patchSize();
        return patches.reshape(patches.size(0), grid.rows(), grid.columns(), side, side, grid.channels())
                .permute(0, 5, 1, 3, 2, 4) // [B, C, rows, P, columns, P]
                .reshape(patches.size(0), grid.channels(), grid.height(), grid.width());
    }

    /**
     * Each patch normalised by its own mean and deviation: {@code (x - mean) / sqrt(var + 1e-6)} with the unbiased variance.
     *
     * @param patches {@code [..., P*P*C]}
     */
    public static Tensor normalize(Tensor patches) {
        return patches.sub(mean(patches)).div(deviation(patches));
    }

    /**
     * The inverse of {@link #normalize}.
     *
     * @param normalized {@code [..., P*P*C]}, such as predictions
     * @param mean of each patch, {@code [..., 1]}
     * @param deviation of each patch, {@code [..., 1]}
     */
    public static Tensor denormalize(Tensor normalized, Tensor mean, Tensor deviation) {
        return normalized.mul(deviation).add(mean);
    }

    /**
     * The mean of each patch over its pixels and channels.
     *
     * @param patches {@code [..., P*P*C]}
     * @return {@code [..., 1]}
     */
    public static Tensor mean(Tensor patches) {
        return torch.mean(patches, new long[] {-1}, true, null);
    }

    /**
     * The deviation of each patch, {@code sqrt(var + 1e-6)} with the unbiased variance over its pixels and channels.
     *
     * @param patches {@code [..., P*P*C]}
     * @return {@code [..., 1]}
     */
    public static Tensor deviation(Tensor patches) {
        return torch.var(patches, new long[] {-1}, true, true)
                .add(new Scalar(EPSILON))
                .sqrt();
    }
}
