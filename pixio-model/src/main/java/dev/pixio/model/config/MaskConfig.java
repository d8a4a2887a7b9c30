package dev.pixio.model.config;

/**
 * Which share of an image is masked, and in cells of which size.
 *
 * @param ratio the share of cells that are masked, more than 0 and less than 1
 * @param cell the side of a cell in patches; a cell is kept or masked whole
 */
public record MaskConfig(double ratio, int cell) {

    public MaskConfig {
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException("mask ratio must be more than 0 and less than 1, not " + ratio);
        }
        Require.positive("mask cell", cell);
    }

    /**
     * The number of cells in a grid.
     *
     * @throws IllegalArgumentException if the cell does not divide the grid
     */
    public int cells(PatchGrid grid) {
        if (grid.rows() % cell != 0 || grid.columns() % cell != 0) {
            throw new IllegalArgumentException("a grid of " + grid.rows() + " x " + grid.columns()
                    + " patches cannot be cut into mask cells of " + cell + " x " + cell
                    + ": both sides must be multiples of " + cell);
        }
        return (grid.rows() / cell) * (grid.columns() / cell);
    }

    /**
     * The number of cells that are kept: {@code floor(cells * (1 - ratio))}.
     *
     * @throws IllegalArgumentException if the cell does not divide the grid, or nothing would be kept
     */
    public int keptCells(PatchGrid grid) {
        int cells = cells(grid);
        int kept = (int) (cells * (1 - ratio));
        if (kept < 1) {
            throw new IllegalArgumentException("a mask ratio of " + ratio + " keeps none of " + cells
                    + " cells; lower the ratio, or make the cells smaller or the image larger");
        }
        return kept;
    }

    /** The number of patches that are kept. */
    public int keptPatches(PatchGrid grid) {
        return keptCells(grid) * cell * cell;
    }
}
