package dev.pixio.eval;

import dev.pixio.model.GridMask;
import dev.pixio.model.Tokens;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Where mean and deviation of a reconstructed patch come from. The model predicts normalised patches, so it predicts
 * neither; both are over all pixels and channels of a patch. Colours relative to the mean are predicted.
 */
public enum PatchStatistics {

    /** Of the original patch, which the model does not see: a reconstruction shows structure, not brightness. */
    ORIGINAL {
        @Override
        Tensor ofMasked(Tensor statistic, GridMask mask, PatchGrid grid) {
            return Tokens.getAtIndex(statistic, mask.masked());
        }
    },

    /**
     * Interpolated from the kept patches of the same image, weighted by the inverse squared distance between the centres of
     * the patches. Nothing of the masked patches is used.
     */
    VISIBLE {
        @Override
        Tensor ofMasked(Tensor statistic, GridMask mask, PatchGrid grid) {
            Tensor kept = centres(mask.kept(), grid).unsqueeze(1); // [B, 1, kept, 2]
            Tensor masked = centres(mask.masked(), grid).unsqueeze(2); // [B, masked, 1, 2]
            Tensor squaredDistances = torch.sum(masked.sub(kept).square(), 3); // [B, masked, kept], at least 1
            Tensor weights = squaredDistances.reciprocal();
            Tensor sums = torch.sum(weights, new long[] {2}, true, null); // [B, masked, 1]
            return weights.bmm(Tokens.getAtIndex(statistic, mask.kept())).div(sums);
        }
    };

    /**
     * A mean or deviation for each masked patch.
     *
     * @param statistic of each original patch, float {@code [B, N, 1]}
     * @return {@code [B, masked, 1]}
     */
    abstract Tensor ofMasked(Tensor statistic, GridMask mask, PatchGrid grid);

    /** Row and column of patches, float {@code [B, n, 2]}. */
    private static Tensor centres(Tensor patches, PatchGrid grid) {
        float[] all = new float[grid.patches() * 2];
        for (int i = 0; i < grid.patches(); i++) {
            int row = i / grid.columns();
            int column = i % grid.columns();
            all[2 * i] = row;
            all[2 * i + 1] = column;
        }
        return Tensors.to(Tensors.of(all, grid.patches(), 2), patches.device())
                .index_select(0, patches.flatten())
                .view(patches.size(0), patches.size(1), 2);
    }
}
