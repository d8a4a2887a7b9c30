package dev.pixio.model;

import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Which patches of each image are kept, and which are masked: whole cells of patches, at random (arXiv 2512.15715,
 * section 3.2). Patches inside a cell are in row order, cells in the order of their noise.
 *
 * @param kept int64 {@code [B, kept]}, indices of patches
 * @param masked int64 {@code [B, masked]}, indices of patches
 */
public record GridMask(Tensor kept, Tensor masked) implements AutoCloseable {

    /**
     * The mask that follows from noise: the cells with the least noise are kept.
     *
     * @param noise float {@code [B, cells]}, cells in row order
     * @throws IllegalArgumentException if mask and grid do not fit, or the noise has another number of cells
     */
    public static GridMask fromNoise(Tensor noise, PatchGrid grid, MaskConfig mask) {
        int cells = mask.cells(grid);
        int keptCells = mask.keptCells(grid);
        if (noise.dim() != 2 || noise.size(1) != cells) {
            throw new IllegalArgumentException("noise of shape " + Tensors.describe(noise) + " for " + cells
                    + " cells; it must be [B, " + cells + "]");
        }
        Tensor order = torch.argsort(noise, 1, false); // [B, cells]
        Tensor patches = Tensors.to(patchesOfCells(grid, mask.cell()), noise.device()); // [cells, cell * cell]
        return new GridMask(
                expand(order.narrow(1, 0, keptCells), patches),
                expand(order.narrow(1, keptCells, cells - keptCells), patches));
    }

    /** A mask from libtorch's global generator: after {@code torch.manual_seed}, the same as lightly's. */
    public static GridMask random(long batch, PatchGrid grid, MaskConfig mask) {
        return fromNoise(torch.rand(batch, mask.cells(grid)), grid, mask);
    }

    /** A mask in which each image draws from its own random stream, independent of the batch it is in. */
    public static GridMask draw(List<RandomStream> samples, PatchGrid grid, MaskConfig mask, Device device) {
        int cells = mask.cells(grid);
        float[] noise = new float[samples.size() * cells];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = samples.get(i / cells).nextFloat();
        }
        return fromNoise(Tensors.to(Tensors.of(noise, samples.size(), cells), device), grid, mask);
    }

    /** The indices of the kept tokens in a sequence that begins with class tokens: int64 {@code [B, classTokens + kept]}. */
    public Tensor keptTokens(int classTokens) {
        Tensor first = torch.arange(new Scalar(classTokens), kept.options())
                .unsqueeze(0)
                .expand(kept.size(0), -1);
        return torch.cat(new TensorVector(first, kept.add(new Scalar(classTokens))), 1);
    }

    /** The indices of the masked tokens in a sequence that begins with class tokens: int64 {@code [B, masked]}. */
    public Tensor maskedTokens(int classTokens) {
        return masked.add(new Scalar(classTokens));
    }

    @Override
    public void close() {
        kept.close();
        masked.close();
    }

    private static Tensor expand(Tensor cells, Tensor patchesOfCells) {
        return patchesOfCells.index_select(0, cells.flatten()).view(cells.size(0), -1);
    }

    private static Tensor patchesOfCells(PatchGrid grid, int cell) {
        long[] patches = new long[grid.patches()];
        int i = 0;
        for (int top = 0; top < grid.rows(); top += cell) {
            for (int left = 0; left < grid.columns(); left += cell) {
                for (int row = top; row < top + cell; row++) {
                    for (int column = left; column < left + cell; column++) {
                        patches[i++] = (long) row * grid.columns() + column;
                    }
                }
            }
        }
        return Tensors.of(patches, grid.patches() / ((long) cell * cell), (long) cell * cell);
    }
}
