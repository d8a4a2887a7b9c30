package dev.pixio.eval.dense;

import dev.pixio.model.config.PatchGrid;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** From predictions for patches to predictions for pixels. */
final class Upsampling {

    private Upsampling() {}

    /**
     * Interpolates bilinearly between the centres of patches, where predictions were trained.
     *
     * @param predictions float {@code [B * N, C]}, patches in row order
     * @return float {@code [B, C, H, W]} of the size of the masks, in the caller's scope
     */
    static Tensor toMask(Tensor predictions, PatchGrid grid, DenseScenes scenes) {
        Tensor maps = predictions
                .reshape(-1, grid.rows(), grid.columns(), predictions.size(1))
                .permute(0, 3, 1, 2)
                .contiguous(); // [B, C, rows, columns]
        return torch.upsample_bilinear2d(
                maps,
                new long[] {scenes.maskHeight(), scenes.maskWidth()},
                false,
                new DoubleOptional(),
                new DoubleOptional());
    }
}
