package dev.pixio.augment;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Copies pixels between {@code CV_8UC3}, where red, green and blue are interleaved, and a batch, where each colour is a
 * plane.
 *
 * <p>This uses OpenCV and not {@code Tensor.copy_} or {@code contiguous}: those distribute copies of more than 32 kB over
 * all threads of libtorch, and each decoding thread would get its own thread pool (measured: 7 more threads each, where
 * libtorch has 8). {@code torch.set_num_threads(1)} in a decoding thread would prevent that, but threads that libtorch
 * starts later inherit the setting, and the training would be slow. OpenCV stays on the calling thread.
 */
final class PixelTransfer {

    private static final int CHANNELS = 3;
    private static final int AROUND_VERTICAL_AXIS = 1;

    static {
        OpenCvSetup.start();
    }

    private PixelTransfer() {}

    /** A part of an image as contiguous {@code CV_8UC3}, in the caller's scope. */
    static Mat cut(RgbImage image, CropBox box) {
        return part(image, box).clone();
    }

    /**
     * A part of an image as contiguous {@code CV_8UC3}, padded by repeating its border pixels, in the caller's scope.
     */
    static Mat cut(RgbImage image, CropBox box, int above, int below, int before, int after) {
        Mat framed = new Mat();
        int isolated = opencv_core.BORDER_REPLICATE | opencv_core.BORDER_ISOLATED;
        opencv_core.copyMakeBorder(part(image, box), framed, above, below, before, after, isolated);
        return framed;
    }

    private static Mat part(RgbImage image, CropBox box) {
        if (!box.fits(image.width(), image.height())) {
            throw new IllegalArgumentException(
                    box + " does not fit an image of " + image.width() + " x " + image.height() + " pixels");
        }
        BytePointer start = image.data().getPointer(box.top() * image.rowBytes() + 3L * box.left());
        return new Mat(box.height(), box.width(), opencv_core.CV_8UC3, start, image.rowBytes());
    }

    /**
     * Copies a part of an image into a batch.
     *
     * @param pixels {@code CV_8UC3}
     * @param box the part
     * @param out {@code uint8 [3, box.height, box.width]}, contiguous, on the CPU
     */
    static void write(Mat pixels, CropBox box, Tensor out) {
        requireImage(out);
        if (out.size(1) != box.height() || out.size(2) != box.width()) {
            throw new IllegalArgumentException("images of " + box.width() + " x " + box.height()
                    + " pixels do not fit a batch of " + out.size(2) + " x " + out.size(1));
        }
        try (PointerScope scope = new PointerScope()) {
            long planeBytes = (long) box.height() * box.width();
            BytePointer memory = new BytePointer(out.data_ptr());
            MatVector planes = new MatVector(CHANNELS);
            for (int channel = 0; channel < CHANNELS; channel++) {
                BytePointer plane = memory.getPointer(channel * planeBytes);
                planes.put(channel, new Mat(box.height(), box.width(), opencv_core.CV_8UC1, plane));
            }
            Rect part = new Rect(box.left(), box.top(), box.width(), box.height());
            opencv_core.split(new Mat(pixels, part), planes);
        }
    }

    /** Flips horizontally, in place; on interleaved colours this is four times as fast as on planes. */
    static void flip(Mat pixels) {
        opencv_core.flip(pixels, pixels, AROUND_VERTICAL_AXIS);
    }

    /** Checked because {@link #write} accesses the memory by address. */
    private static void requireImage(Tensor out) {
        if (out.dim() != 3
                || out.size(0) != CHANNELS
                || out.scalar_type().intern() != torch.ScalarType.Byte
                || !out.is_contiguous()
                || !out.is_cpu()) {
            throw new IllegalArgumentException("an image is a contiguous uint8 tensor [3, H, W] on the CPU, not "
                    + out.scalar_type().intern() + " "
                    + Arrays.toString(out.sizes().vec().get()));
        }
    }
}
