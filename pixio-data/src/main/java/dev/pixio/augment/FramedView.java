package dev.pixio.augment;

import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.Framing.Placement;
import dev.pixio.torch.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.pytorch.Tensor;

/** An image resized into a frame, without chance; what it leaves of the frame has the mean colour of ImageNet. */
record FramedView(Framing framing) implements Augmentation {

    @Override
    public int height() {
        return framing.height();
    }

    @Override
    public int width() {
        return framing.width();
    }

    @Override
    public void apply(RgbImage image, RandomStream random, Tensor out) {
        Placement place = framing.place(image.width(), image.height());
        CropBox kept = place.kept();
        try (PointerScope scope = new PointerScope()) {
            Mat resized = new Resize(place.height(), place.width()).resized(image, place.source());
            if (kept.height() == height() && kept.width() == width()) {
                PixelTransfer.write(resized, kept, out);
            } else {
                PixelTransfer.write(boxed(resized, place), CropBox.whole(width(), height()), out);
            }
        }
    }

    /** {@code CV_8UC3} of the frame's size, in the caller's scope. */
    private Mat boxed(Mat resized, Placement place) {
        CropBox kept = place.kept();
        int below = height() - place.top() - kept.height();
        int after = width() - place.left() - kept.width();
        Mat framed = new Mat();
        opencv_core.copyMakeBorder(
                new Mat(resized, new Rect(kept.left(), kept.top(), kept.width(), kept.height())),
                framed,
                place.top(),
                below,
                place.left(),
                after,
                opencv_core.BORDER_CONSTANT | opencv_core.BORDER_ISOLATED,
                meanColour());
        return framed;
    }

    /** What becomes nearly zero once it is normalised. */
    private static Scalar meanColour() {
        double[] bytes = Normalize.IMAGENET.mean().stream()
                .mapToDouble(mean -> Math.rint(255 * mean))
                .toArray();
        return new Scalar(bytes[0], bytes[1], bytes[2], 0);
    }
}
