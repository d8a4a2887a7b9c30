package dev.pixio.scene.render;

/** What is known of each pixel while an image is drawn, in row order; three numbers a pixel for vectors and colours. */
final class PixelBuffers {

    final int size;
    final int[] surface;
    final float[] depth;
    final float[] normal;

    /** How much of the lamp's light arrives, 0 .. 1. */
    final float[] lit;

    /** Linear light. */
    final float[] colour;

    PixelBuffers(int size) {
        this.size = size;
        int count = size * size;
        this.surface = new int[count];
        this.depth = new float[count];
        this.normal = new float[3 * count];
        this.lit = new float[count];
        this.colour = new float[3 * count];
    }

    /** Where the middle of a column is, -1 .. 1 to the right. */
    double across(double column) {
        return (2 * column + 1) / size - 1;
    }

    /** Where the middle of a row is, -1 .. 1 upwards. */
    double upwards(double row) {
        return 1 - (2 * row + 1) / size;
    }
}
