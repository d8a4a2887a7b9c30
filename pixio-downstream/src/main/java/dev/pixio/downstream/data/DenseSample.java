package dev.pixio.downstream.data;

import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;

/**
 * An image with a true value for each of its pixels. It may own native memory; close it.
 *
 * @param name of the image, in messages
 * @param image of any size
 * @param truth labels, or depths in metres, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record DenseSample(String name, SampleImage image, float[] truth) implements AutoCloseable {

    public DenseSample {
        if (truth.length != image.width() * image.height()) {
            throw new IllegalArgumentException(name + ": " + truth.length + " true values for " + image.width() + " x "
                    + image.height() + " pixels");
        }
    }

    /** A photograph, which is closed with the sample. */
    public DenseSample(String name, RgbImage image, float[] truth) {
        this(name, new SampleImage.Photograph(image), truth);
    }

    /** All pixels in their own size. */
    public DensePixels pixels() {
        return new DensePixels(image.planes(), truth);
    }

    /** A part in another size: the image antialiased and bicubic, the true values those of the nearest pixels, as in Pillow. */
    public DensePixels resized(CropBox part, int height, int width) {
        return new DensePixels(image.resized(part, height, width), nearest(part, height, width));
    }

    /** A part in its own size, as a sample of its own; this one stays open. */
    DenseSample part(CropBox box) {
        float[] values = new float[box.width() * box.height()];
        for (int y = 0; y < box.height(); y++) {
            System.arraycopy(truth, (box.top() + y) * image.width() + box.left(), values, y * box.width(), box.width());
        }
        return new DenseSample(name, image.part(box), values);
    }

    private float[] nearest(CropBox part, int height, int width) {
        float[] values = new float[height * width];
        for (int y = 0; y < height; y++) {
            int row = part.top() + (int) ((y + 0.5) * part.height() / height);
            for (int x = 0; x < width; x++) {
                int column = part.left() + (int) ((x + 0.5) * part.width() / width);
                values[y * width + x] = truth[row * image.width() + column];
            }
        }
        return values;
    }

    @Override
    public void close() {
        image.close();
    }
}
