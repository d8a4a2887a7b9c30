package dev.pixio.scene.render;

/** Intermediate results per pixel, in row order; vectors and colours have three values per pixel. */
final class PixelBuffers {

    final int size;
    /** {@link dev.pixio.scene.shape.SurfaceId} of the visible surface. */
    final int[] surface;

    /** Depth along the optical axis, in metres. */
    final float[] depth;

    /** Normal of length 1. */
    final float[] normal;

    /** Visibility of the directional light, 0 (shadow) to 1. */
    final float[] lightVisibility;

    /** Linear RGB. */
    final float[] colour;

    PixelBuffers(int size) {
        this.size = size;
        int count = size * size;
        this.surface = new int[count];
        this.depth = new float[count];
        this.normal = new float[3 * count];
        this.lightVisibility = new float[count];
        this.colour = new float[3 * count];
    }

    /** Image x of the centre of a column, -1 .. 1. */
    double imageX(double column) {
        return (2 * column + 1) / size - 1;
    }

    /** Image y of the centre of a row, -1 .. 1 upwards. */
    double imageY(double row) {
        return 1 - (2 * row + 1) / size;
    }
}
