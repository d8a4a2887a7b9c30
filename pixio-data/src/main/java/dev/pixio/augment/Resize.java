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
     * Resizes a part of an image. What lies around the part has no influence, as if it had been cut out before.
     *
     * @param image the image, which is only read
     * @param box the part, within the image; of one that was decoded smaller, in pixels of the whole image
     * @param out where the result goes, {@code uint8 [3, height, width]}, contiguous, on the CPU
     */
    public void apply(RgbImage image, CropBox box, Tensor out) {
        try (PointerScope scope = new PointerScope()) {
            PixelTransfer.write(resized(image, box), CropBox.whole(width, height), out);
        }
    }

    /** Whether a part of an image may be resized from a smaller image; see {@link ReducedCrop}. */
    boolean accepts(Reduction reduction, CropBox box) {
        return ReducedCrop.of(reduction, box, this).isGoodEnough();
    }

    /** The resized part as {@code CV_8UC3}, in the caller's scope; rows need not follow each other without a gap. */
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
     * @param pixels in one piece: libtorch would copy anything else first, with all its threads (see {@link PixelTransfer}); the
     *     resizing itself it leaves on this thread
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
        // The matrix looks into the tensor, which the scope keeps as long as it.
        return new Mat((int) resized.size(2), width, opencv_core.CV_8UC3, resized.data_ptr(), 3L * width);
    }

    /** All but to which size. */
    static InterpolateFuncOptions bicubic() {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        options.mode().put(new kBicubic());
        options.align_corners().put(false);
        options.antialias().put(true);
        return options;
    }
}
