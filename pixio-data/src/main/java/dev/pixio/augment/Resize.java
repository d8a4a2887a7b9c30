package dev.pixio.augment;

import dev.pixio.data.RgbImage;
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
            throw new IllegalArgumentException("pictures of " + width + " x " + height + " pixels have no pixels");
        }
    }

    /**
     * Resizes a part of a picture. What lies around the part has no influence, as if it had been cut out before.
     *
     * @param image the picture, which is only read
     * @param box the part, within the picture
     * @param out where the result goes, {@code uint8 [3, height, width]}, contiguous, on the CPU
     */
    public void apply(RgbImage image, CropBox box, Tensor out) {
        try (PointerScope scope = new PointerScope()) {
            Pixels.write(resized(image, box), CropBox.whole(width, height), out);
        }
    }

    /** The resized part as {@code CV_8UC3}, in the caller's scope. */
    Mat resized(RgbImage image, CropBox box) {
        // In one piece: libtorch would copy anything else first, with all its threads (see Pixels); the resizing itself
        // it leaves on this thread.
        Mat crop = Pixels.cut(image, box);
        Tensor pixels = torch.from_blob(
                crop.data(),
                new long[] {1, 3, box.height(), box.width()},
                new long[] {3L * box.width() * box.height(), 1, 3L * box.width(), 3}, // channels last
                new TensorOptions(torch.ScalarType.Byte));
        Tensor resized = torch.interpolate(pixels, bicubic()); // [1, 3, height, width], channels last
        // The matrix looks into the tensor, which the scope keeps as long as it.
        return new Mat(height, width, opencv_core.CV_8UC3, resized.data_ptr(), 3L * width);
    }

    private InterpolateFuncOptions bicubic() {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        options.size().put(new LongVector(new long[] {height, width}));
        options.mode().put(new kBicubic());
        options.align_corners().put(false);
        options.antialias().put(true);
        return options;
    }
}
