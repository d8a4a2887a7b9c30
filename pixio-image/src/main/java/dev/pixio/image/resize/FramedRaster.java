package dev.pixio.image.resize;

import dev.pixio.image.raster.Raster;
import java.util.Arrays;
import java.util.List;

/**
 * Crops or letterboxes images of any number of channels to the input size of a model.
 *
 * @param framing crop or letterbox, and the size of the frame
 * @param background of the bars of a letterbox, a share of 1 for each channel
 */
public record FramedRaster(Framing framing, List<Double> background) {

    public FramedRaster {
        background = List.copyOf(background);
    }

    /**
     * The samples of the frame for an image.
     *
     * @param image scaled, with a channel for each background
     * @return {@code [channels, height, width]} of the frame
     */
    public float[] of(Raster image) {
        Framing.Placement placement = framing.place(image.width(), image.height());
        int area = framing.height() * framing.width();
        float[] frame = new float[image.channels() * area];
        PlaneResize resize =
                new PlaneResize(placement.source(), placement.height(), placement.width(), placement.kept());
        for (int channel = 0; channel < image.channels(); channel++) {
            if (framing.fit() == Framing.Fit.LETTERBOX) {
                Arrays.fill(
                        frame,
                        channel * area,
                        (channel + 1) * area,
                        background.get(channel).floatValue());
            }
            int first = channel * area + placement.top() * framing.width() + placement.left();
            resize.apply(image.planes()[channel], image.width(), frame, first, framing.width());
        }
        return bounded(image, frame);
    }

    /** A part of an image, resized, {@code [channels, height, width]}. */
    public static float[] resized(Raster image, CropBox box, int height, int width) {
        float[] view = new float[image.channels() * height * width];
        PlaneResize resize = new PlaneResize(box, height, width);
        for (int channel = 0; channel < image.channels(); channel++) {
            resize.apply(image.planes()[channel], image.width(), view, channel * height * width, width);
        }
        return bounded(image, view);
    }

    /** The filter overshoots at edges; as for 8-bit images, what cannot be a sample is clipped. */
    private static float[] bounded(Raster image, float[] values) {
        for (int i = 0; image.range().isBounded() && i < values.length; i++) {
            values[i] = Math.min(1, Math.max(0, values[i]));
        }
        return values;
    }
}
