package dev.pixio.data.loader;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.JpegScaling;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Writes the samples of a source into a batch: images, or images with more values for each pixel. Implementations are thread-safe.
 */
public interface ViewReader {

    /** Numbers of each pixel in a batch; 3 for images without anything else. */
    default int planes() {
        return 3;
    }

    /** The type of the numbers. */
    default ScalarType dtype() {
        return ScalarType.Byte;
    }

    /** Height of a view in pixels. */
    int height();

    /** Width of a view in pixels. */
    int width();

    /**
     * Writes the view of a sample.
     *
     * @param sample from 0 to the size of the source - 1
     * @param choices gives the random stream of this sample in this epoch, from its start at each call
     * @param out memory of the view in the batch, {@code [planes, height, width]} of {@link #dtype}, contiguous, on the CPU
     * @throws ImageReadException if the sample cannot be read; the message does not contain its name
     */
    void read(long sample, Supplier<RandomStream> choices, Tensor out) throws ImageReadException;

    /** Views of images: {@code uint8 [3, height, width]}, or float if the augmentation's input is not 8-bit RGB. */
    static ViewReader of(ImageSource source, Augmentation augmentation, JpegScaling scaling) {
        return augmentation.input().isRgb8()
                ? new Images(source, augmentation, scaling)
                : new Rasters(source, augmentation);
    }

    /** Memory for a number of views, in the caller's scope. */
    default Tensor memory(int count) {
        return Tensors.zeros(dtype(), count, planes(), height(), width());
    }

    /** The views of images of any number of channels. */
    record Rasters(ImageSource source, Augmentation augmentation) implements ViewReader {

        @Override
        public int planes() {
            return augmentation.input().channels();
        }

        @Override
        public ScalarType dtype() {
            return ScalarType.Float;
        }

        @Override
        public int height() {
            return augmentation.height();
        }

        @Override
        public int width() {
            return augmentation.width();
        }

        @Override
        public void read(long sample, Supplier<RandomStream> choices, Tensor out) throws ImageReadException {
            augmentation.apply(source.raster(sample, augmentation.input()), choices.get(), out);
        }
    }

    /** The views of images. */
    record Images(ImageSource source, Augmentation augmentation, JpegScaling scaling) implements ViewReader {

        @Override
        public int height() {
            return augmentation.height();
        }

        @Override
        public int width() {
            return augmentation.width();
        }

        @Override
        public void read(long sample, Supplier<RandomStream> choices, Tensor out) throws ImageReadException {
            try (RgbImage image = image(sample, choices)) {
                // A new stream: the choices made before decoding are repeated by the augmentation.
                augmentation.apply(image, choices.get(), out);
            }
        }

        private RgbImage image(long sample, Supplier<RandomStream> choices) throws ImageReadException {
            return switch (scaling) {
                case OFF -> source.read(sample);
                case ON -> source.read(sample, reduction -> augmentation.accepts(reduction, choices.get()));
            };
        }
    }
}
