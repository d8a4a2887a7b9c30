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
 * Moves pixels from where they are to where they are wanted: {@code CV_8UC3} has red, green and blue side by side, a
 * batch has all red, all green, all blue.
 *
 * <p>OpenCV moves them and not {@code Tensor.copy_} or {@code contiguous}: those spread anything over 32 kB over all of
 * libtorch's threads, and each decoding thread would have a team of its own (measured: 7 more threads each, where
 * libtorch has 8). {@code torch.set_num_threads(1)} in a decoding thread would prevent that, but it is also what
 * threads take that libtorch starts later, and the training would be slow. OpenCV stays on the thread that asks.
 */
final class PixelTransfer {

    private static final int RED_GREEN_BLUE = 3;
    private static final int AROUND_VERTICAL_AXIS = 1;

    static {
        OpenCvSetup.start();
    }

    private PixelTransfer() {}

    /** A part of an image as {@code CV_8UC3} in one piece, in the caller's scope. */
    static Mat cut(RgbImage image, CropBox box) {
        return part(image, box).clone();
    }

    /**
     * A part of an image as {@code CV_8UC3} in one piece, its first and last pixels repeated around it, in the caller's
     * scope.
     */
    static Mat cut(RgbImage image, CropBox box, int above, int below, int before, int after) {
        Mat framed = new Mat();
        int outsideIsNotSeen = opencv_core.BORDER_REPLICATE | opencv_core.BORDER_ISOLATED;
        opencv_core.copyMakeBorder(part(image, box), framed, above, below, before, after, outsideIsNotSeen);
        return framed;
    }

    private static Mat part(RgbImage image, CropBox box) {
        if (!box.fits(image.width(), image.height())) {
            throw new IllegalArgumentException(
                    box + " reaches out of an image of " + image.width() + " x " + image.height() + " pixels");
        }
        BytePointer start = image.data().getPointer(box.top() * image.rowBytes() + 3L * box.left());
        return new Mat(box.height(), box.width(), opencv_core.CV_8UC3, start, image.rowBytes());
    }

    /**
     * Copies a part of an image into a batch.
     *
     * @param pixels {@code CV_8UC3}
     * @param box which part
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
            MatVector planes = new MatVector(RED_GREEN_BLUE);
            for (int channel = 0; channel < RED_GREEN_BLUE; channel++) {
                BytePointer plane = memory.getPointer(channel * planeBytes);
                planes.put(channel, new Mat(box.height(), box.width(), opencv_core.CV_8UC1, plane));
            }
            Rect part = new Rect(box.left(), box.top(), box.width(), box.height());
            opencv_core.split(new Mat(pixels, part), planes);
        }
    }

    /** Swaps left and right in place, which is four times as fast as once the colours are apart. */
    static void flip(Mat pixels) {
        opencv_core.flip(pixels, pixels, AROUND_VERTICAL_AXIS);
    }

    /** What is written to by address must be what it is taken for. */
    private static void requireImage(Tensor out) {
        if (out.dim() != 3
                || out.size(0) != RED_GREEN_BLUE
                || out.scalar_type().intern() != torch.ScalarType.Byte
                || !out.is_contiguous()
                || !out.is_cpu()) {
            throw new IllegalArgumentException("an image is a contiguous uint8 tensor [3, H, W] on the CPU, not "
                    + out.scalar_type().intern() + " "
                    + Arrays.toString(out.sizes().vec().get()));
        }
    }
}
