package dev.pixio.augment;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.FramedRaster;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.Framing.Placement;
import dev.pixio.torch.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A centre crop or a letterbox, without randomness; the bars of a letterbox have the mean colour of ImageNet. */
record FramedView(Framing framing, ImageInput input) implements Augmentation {

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
        Placement placement = framing.place(image.width(), image.height());
        CropBox kept = placement.kept();
        try (PointerScope scope = new PointerScope()) {
            Mat resized = new Resize(placement.height(), placement.width()).resized(image, placement.source());
            if (kept.height() == height() && kept.width() == width()) {
                PixelTransfer.write(resized, kept, out);
            } else {
                PixelTransfer.write(letterboxed(resized, placement), CropBox.whole(width(), height()), out);
            }
        }
    }

    @Override
    public void apply(Raster image, RandomStream random, Tensor out) {
        SampleTransfer.write(new FramedRaster(framing, input.mean()).of(image), out);
    }

    /** The resized image with bars: {@code CV_8UC3} of the size of the view, in the caller's scope. */
    private Mat letterboxed(Mat resized, Placement placement) {
        CropBox kept = placement.kept();
        int below = height() - placement.top() - kept.height();
        int after = width() - placement.left() - kept.width();
        Mat framed = new Mat();
        opencv_core.copyMakeBorder(
                new Mat(resized, new Rect(kept.left(), kept.top(), kept.width(), kept.height())),
                framed,
                placement.top(),
                below,
                placement.left(),
                after,
                opencv_core.BORDER_CONSTANT | opencv_core.BORDER_ISOLATED,
                meanColour());
        return framed;
    }

    /** Bytes that are nearly zero after normalisation. */
    private static Scalar meanColour() {
        double[] bytes = Normalize.IMAGENET.mean().stream()
                .mapToDouble(mean -> Math.rint(255 * mean))
                .toArray();
        return new Scalar(bytes[0], bytes[1], bytes[2], 0);
    }
}
