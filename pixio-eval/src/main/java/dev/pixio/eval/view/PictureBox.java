package dev.pixio.eval.view;

import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.eval.plot.Upscaling;

/**
 * The largest size of pictures, which keep the aspect ratio of their image.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record PictureBox(int height, int width) {

    public PictureBox {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a picture of " + height + " x " + width + " pixels has no pixels");
        }
    }

    /** A box in which the longer side has a length in pixels. */
    public static PictureBox longest(int pixels) {
        return new PictureBox(pixels, pixels);
    }

    /** A map of an image in its size in this box. */
    Rgb fit(Upscaling upscaling, Rgb map, ViewedImage image) {
        double scale = Math.min((double) height / image.height(), (double) width / image.width());
        return upscaling.resize(map, length(scale * image.height()), length(scale * image.width()));
    }

    private static int length(double pixels) {
        return Math.max(1, (int) Math.round(pixels));
    }
}
