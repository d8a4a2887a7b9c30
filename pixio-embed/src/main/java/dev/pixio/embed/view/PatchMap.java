package dev.pixio.embed.view;

/**
 * One number for each patch of an image.
 *
 * @param values in row order
 * @param rows height in patches
 * @param columns width in patches
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record PatchMap(float[] values, int rows, int columns) {

    public PatchMap {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(values.length + " values for " + rows + " x " + columns + " patches");
        }
    }

    /** The value of a patch. */
    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /** The smallest value. */
    public float smallest() {
        float smallest = Float.POSITIVE_INFINITY;
        for (float value : values) {
            smallest = Math.min(smallest, value);
        }
        return smallest;
    }

    /** The largest value. */
    public float largest() {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
