package dev.pixio.nn;

import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One embedding per class token and one per patch of the grid, added to the tokens before the first block. */
public final class PositionEmbedding extends Module {

    private final int classTokens;
    private final int rows;
    private final int columns;
    private final Tensor table;

    /**
     * @param kind trained or fixed
     * @param classTokens number of tokens before the patches
     * @param rows height of the grid in patches
     * @param columns width of the grid in patches
     * @param dim the tokens' width D, a multiple of 4 for {@link Positions#SINCOS}
     */
    public PositionEmbedding(Positions kind, int classTokens, int rows, int columns, int dim) {
        super("PositionEmbedding");
        this.classTokens = classTokens;
        this.rows = rows;
        this.columns = columns;
        switch (kind) {
            case LEARNED -> {
                this.table = Tensors.zeros(ScalarType.Float, 1, classTokens + (long) rows * columns, dim);
                register_parameter("table", table);
            }
            case SINCOS -> {
                this.table = sincos(classTokens, rows, columns, dim);
                register_buffer("table", table);
            }
            default -> throw new IllegalArgumentException("unknown positions " + kind);
        }
    }

    /** The embeddings of the class tokens, float {@code [1, classTokens, D]}. */
    public Tensor ofClassTokens() {
        return table.narrow(1, 0, classTokens);
    }

    /**
     * The embeddings of some patches.
     *
     * @param patches int64 {@code [B, n]}, each in 0 .. rows * columns - 1
     * @return float {@code [B, n, D]}
     */
    public Tensor ofPatches(Tensor patches) {
        Tensor grid = table.select(0, 0).narrow(0, classTokens, (long) rows * columns); // [N, D]
        return grid.index_select(0, patches.flatten()).view(patches.size(0), patches.size(1), -1);
    }

    /** The embeddings of all tokens, class tokens first, float {@code [1, classTokens + N, D]}. */
    public Tensor ofAll() {
        return table;
    }

    /**
     * The embeddings for another grid, interpolated bicubically; class tokens keep theirs.
     *
     * @param resize with antialiasing as timm does, or without as the Pixio authors' code
     * @return float {@code [1, classTokens + newRows * newColumns, D]}
     */
    public Tensor resizedTo(int newRows, int newColumns, PositionResize resize) {
        return newRows == rows && newColumns == columns
                ? table
                : resized(table, classTokens, rows, columns, newRows, newColumns, resize);
    }

    /**
     * A table for another grid, interpolated bicubically; class tokens keep theirs.
     *
     * @param table float {@code [1, classTokens + rows * columns, D]}
     * @param resize with antialiasing as timm does, or without as the Pixio authors' code
     * @return float {@code [1, classTokens + newRows * newColumns, D]}
     */
    public static Tensor resized(
            Tensor table, int classTokens, int rows, int columns, int newRows, int newColumns, PositionResize resize) {
        Tensor grid = table.narrow(1, classTokens, (long) rows * columns)
                .reshape(1, rows, columns, -1)
                .permute(0, 3, 1, 2); // [1, D, rows, columns]
        Tensor resized = Bicubic.resize(grid, newRows, newColumns, resize)
                .permute(0, 2, 3, 1)
                .reshape(1, (long) newRows * newColumns, -1);
        return torch.cat(new TensorVector(table.narrow(1, 0, classTokens), resized), 1);
    }

    /**
     * The fixed embedding of MAE: a quarter of the width each for the sine and cosine of the column and of the row, at
     * frequencies from 1 down to 1/10000; zeros for class tokens.
     *
     * @param dim a multiple of 4
     * @return float {@code [1, classTokens + rows * columns, dim]}
     */
    public static Tensor sincos(int classTokens, int rows, int columns, int dim) {
        if (dim % 4 != 0) {
            throw new IllegalArgumentException("sincos positions need a width that 4 divides, not " + dim);
        }
        int quarter = dim / 4;
        float[] values = new float[(classTokens + rows * columns) * dim];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int token = (classTokens + row * columns + column) * dim;
                for (int i = 0; i < quarter; i++) {
                    double frequency = 1 / Math.pow(10000, (double) i / quarter);
                    values[token + i] = (float) Math.sin(column * frequency);
                    values[token + quarter + i] = (float) Math.cos(column * frequency);
                    values[token + 2 * quarter + i] = (float) Math.sin(row * frequency);
                    values[token + 3 * quarter + i] = (float) Math.cos(row * frequency);
                }
            }
        }
        return Tensors.of(values, 1, classTokens + (long) rows * columns, dim);
    }
}
