package dev.pixio.eval.plot;

import dev.pixio.eval.plot.ImageSheet.Rgb;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** How images are enlarged; they are reduced by the mean of the area of a pixel. */
public enum Upscaling {
    /** Each pixel becomes a rectangle. */
    NEAREST(opencv_imgproc.INTER_NEAREST),
    /** Between the centres of pixels, colours are interpolated. */
    BILINEAR(opencv_imgproc.INTER_LINEAR);

    private final int interpolation;

    Upscaling(int interpolation) {
        this.interpolation = interpolation;
    }

    /** An image of another size. */
    public Rgb resize(Rgb image, int height, int width) {
        if (image.height() == height && image.width() == width) {
            return image;
        }
        boolean smaller = height < image.height() || width < image.width();
        try (Mat from = new Mat(image.height(), image.width(), opencv_core.CV_8UC3);
                Mat to = new Mat();
                Size size = new Size(width, height);
                BytePointer memory = from.data().capacity(image.rgb().length)) {
            memory.put(image.rgb());
            opencv_imgproc.resize(from, to, size, 0, 0, smaller ? opencv_imgproc.INTER_AREA : interpolation);
            byte[] pixels = new byte[3 * height * width];
            try (BytePointer resized = to.data().capacity(pixels.length)) {
                resized.get(pixels);
            }
            return new Rgb(pixels, height, width);
        }
    }

    /** The name in options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
