package dev.pixio.augment;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBicubic;

/**
 * Antialiased bicubic resizing, as Pillow and torchvision do it.
 *
 * @param height of the result in pixels, at least 1
 * @param width of the result in pixels, at least 1
 */
public record Resize(int height, int width) {

    public Resize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("images of " + width + " x " + height + " pixels have no pixels");
        }
    }

    /**
     * Resizes a part of an image. Pixels outside of the part have no influence, as if it had been cut out first.
     *
     * @param image the image, not modified
     * @param box the part, inside of the image; in pixels of the full-size image if it was decoded at reduced size
     * @param out memory of the result, {@code uint8 [3, height, width]}, contiguous, on the CPU
     */
    public void apply(RgbImage image, CropBox box, Tensor out) {
        try (PointerScope scope = new PointerScope()) {
            PixelTransfer.write(resized(image, box), CropBox.whole(width, height), out);
        }
    }

    /** Whether a part of an image may be resized from a reduced image; see {@link ReducedCrop}. */
    boolean accepts(Reduction reduction, CropBox box) {
        return ReducedCrop.of(reduction, box, this).isCloseEnough();
    }

    /** The resized part as {@code CV_8UC3}, in the caller's scope; its rows need not be contiguous. */
    Mat resized(RgbImage image, CropBox box) {
        if (image.reduction().isSmaller()) {
            return ReducedCrop.of(image.reduction(), box, this).resized(image);
        }
        InterpolateFuncOptions options = bicubic();
        options.size().put(new LongVector(new long[] {height, width}));
        return interpolate(PixelTransfer.cut(image, box), options);
    }

    /**
     * Resizes {@code CV_8UC3}.
     *
     * @param pixels contiguous, because libtorch would copy others first on all its threads (see {@link PixelTransfer}); the
     *     resizing itself runs on the calling thread
     */
    static Mat interpolate(Mat pixels, InterpolateFuncOptions options) {
        int rows = pixels.rows();
        int columns = pixels.cols();
        Tensor tensor = torch.from_blob(
                pixels.data(),
                new long[] {1, 3, rows, columns},
                new long[] {3L * columns * rows, 1, 3L * columns, 3}, // channels last
                new TensorOptions(torch.ScalarType.Byte));
        Tensor resized = torch.interpolate(tensor, options); // [1, 3, height, width], channels last
        int width = (int) resized.size(3);
        // The matrix shares the memory of the tensor, which lives as long as the scope.
        return new Mat((int) resized.size(2), width, opencv_core.CV_8UC3, resized.data_ptr(), 3L * width);
    }

    /** The options without the size. */
    static InterpolateFuncOptions bicubic() {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        options.mode().put(new kBicubic());
        options.align_corners().put(false);
        options.antialias().put(true);
        return options;
    }
}
