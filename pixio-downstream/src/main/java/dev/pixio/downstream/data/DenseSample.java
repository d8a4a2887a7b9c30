package dev.pixio.downstream.data;

import dev.pixio.augment.Resize;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * An image with a true value for each of its pixels. It owns native memory; close it.
 *
 * @param name of the image, in messages
 * @param image of any size
 * @param truth labels, or depths in metres, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record DenseSample(String name, RgbImage image, float[] truth) implements AutoCloseable {

    public DenseSample {
        if (truth.length != image.width() * image.height()) {
            throw new IllegalArgumentException(name + ": " + truth.length + " true values for " + image.width() + " x "
                    + image.height() + " pixels");
        }
    }

    /** All pixels in their own size. */
    public DensePixels pixels() {
        RgbPlanes planes = RgbPlanes.of(image);
        return new DensePixels(planes.colours(), truth, planes.height(), planes.width());
    }

    /** A part in another size: the image antialiased and bicubic, the true values those of the nearest pixels, as in Pillow. */
    public DensePixels resized(CropBox part, int height, int width) {
        try (PointerScope scope = new PointerScope()) {
            Tensor out = Tensors.empty(ScalarType.Byte, 3, height, width);
            new Resize(height, width).apply(image, part, out);
            return new DensePixels(Tensors.toBytes(out), nearest(part, height, width), height, width);
        }
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
