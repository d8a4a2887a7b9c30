package dev.pixio.data.score;

/**
 * A perceptual hash of 64 bits (dHash) that changes little when an image is resized or compressed. The image is divided into 8 rows of 9
 * cells: pixel (x, y) is in cell {@code (9 * x / width, 8 * y / height)}, rounded down. Bit {@code 8 * row + column} is 1 if the mean
 * luminance (0.299 R + 0.587 G + 0.114 B) of a cell is more than one level darker than that of the cell to its right.
 *
 * <p>Images of fewer than 9 x 8 pixels have the hash 0.
 */
final class DifferenceHash {

    private static final int ROWS = 8;
    private static final int COLUMNS = 9;
    private static final int RED = 299;
    private static final int GREEN = 587;
    private static final int BLUE = 114;
    private static final double ONE_LEVEL = 1000;

    private final int width;
    private final int height;
    private final long[] sums = new long[ROWS * COLUMNS];
    private final long[] counts = new long[ROWS * COLUMNS];
    private final int[] columnOf;
    private int y;

    /** The hash of an image whose rows are added next. */
    DifferenceHash(int width, int height) {
        this.width = width;
        this.height = height;
        this.columnOf = new int[width];
        for (int x = 0; x < width; x++) {
            columnOf[x] = (int) ((long) COLUMNS * x / width);
        }
    }

    /** Adds the next row from above, RGB. */
    void addRow(byte[] row) {
        int first = COLUMNS * (int) ((long) ROWS * y++ / height);
        for (int x = 0; x < width; x++) {
            int cell = first + columnOf[x];
            sums[cell] += RED * (row[3 * x] & 0xFF) + GREEN * (row[3 * x + 1] & 0xFF) + BLUE * (row[3 * x + 2] & 0xFF);
            counts[cell]++;
        }
    }

    /** The hash of all rows. */
    long bits() {
        if (width < COLUMNS || height < ROWS) {
            return 0;
        }
        long bits = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column + 1 < COLUMNS; column++) {
                int cell = COLUMNS * row + column;
                if (mean(cell + 1) - mean(cell) > ONE_LEVEL) {
                    bits |= 1L << (ROWS * row + column);
                }
            }
        }
        return bits;
    }

    private double mean(int cell) {
        return (double) sums[cell] / counts[cell];
    }
}
