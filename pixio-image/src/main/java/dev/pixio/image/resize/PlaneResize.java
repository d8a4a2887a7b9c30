package dev.pixio.image.resize;

import java.util.Arrays;

/**
 * Antialiased bicubic resizing of floating-point samples, as torchvision does it: nothing is rounded to levels. Immutable and thread-safe.
 */
public final class PlaneResize {

    private final CropBox source;
    private final BicubicFilter rows;
    private final BicubicFilter columns;

    /**
     * @param source part of the image, as if it had been cut out first
     * @param height of the resized part in pixels
     * @param width of the resized part in pixels
     * @param kept part of the resized pixels that is computed
     */
    public PlaneResize(CropBox source, int height, int width, CropBox kept) {
        if (!kept.fits(width, height)) {
            throw new IllegalArgumentException(kept + " does not fit " + width + " x " + height + " pixels");
        }
        this.source = source;
        this.rows = new BicubicFilter(source.height(), height, kept.top(), kept.height());
        this.columns = new BicubicFilter(source.width(), width, kept.left(), kept.width());
    }

    /** Of a whole resized part. */
    public PlaneResize(CropBox source, int height, int width) {
        this(source, height, width, CropBox.whole(width, height));
    }

    /**
     * Resizes a channel.
     *
     * @param plane samples of the whole image, row by row
     * @param imageWidth of the image in pixels
     * @param out receives the kept pixels
     * @param first index of the first one in {@code out}
     * @param rowLength from the index of a pixel to that of the pixel below it
     */
    public void apply(float[] plane, int imageWidth, float[] out, int first, int rowLength) {
        double[] line = new double[source.width()];
        for (int y = 0; y < rows.outputs(); y++) {
            vertical(plane, imageWidth, y, line);
            for (int x = 0; x < columns.outputs(); x++) {
                int start = columns.start(x);
                double sum = 0;
                for (int tap = 0; tap < columns.count(x); tap++) {
                    sum += columns.weight(x, tap) * line[start + tap];
                }
                out[first + y * rowLength + x] = (float) sum;
            }
        }
    }

    private void vertical(float[] plane, int imageWidth, int y, double[] line) {
        Arrays.fill(line, 0);
        for (int tap = 0; tap < rows.count(y); tap++) {
            double weight = rows.weight(y, tap);
            int from = (source.top() + rows.start(y) + tap) * imageWidth + source.left();
            for (int x = 0; x < line.length; x++) {
                line[x] += weight * plane[from + x];
            }
        }
    }
}
