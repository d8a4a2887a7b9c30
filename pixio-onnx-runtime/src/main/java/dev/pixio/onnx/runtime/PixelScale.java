package dev.pixio.onnx.runtime;

import dev.pixio.image.resize.FramedPixels;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Normalises bytes: {@code (value / 255 - mean) / deviation}, in single precision and in this order.
 *
 * @param mean of red, green and blue, in 0 to 1
 * @param deviation standard deviation of red, green and blue, in 0 to 1 and not 0
 */
public record PixelScale(List<Double> mean, List<Double> deviation) {

    /** Mean and standard deviation of ImageNet, which most vision models use. */
    public static final PixelScale IMAGENET =
            new PixelScale(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private static final int CHANNELS = 3;

    public PixelScale {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != CHANNELS || deviation.size() != CHANNELS || deviation.contains(0.0)) {
            throw new IllegalArgumentException(
                    "means " + mean + " and deviations " + deviation + " must be three each, and no deviation 0");
        }
    }

    /** The colour that is normalised to 0, for the bars of a letterboxed image. */
    FramedPixels.Background background() {
        return new FramedPixels.Background(
                (int) Math.round(255 * mean.get(0)), (int) Math.round(255 * mean.get(1)), (int)
                        Math.round(255 * mean.get(2)));
    }

    /** The normalised value of each byte, float {@code [3, 256]}. */
    float[][] table() {
        float[][] table = new float[CHANNELS][256];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int value = 0; value < 256; value++) {
                table[channel][value] = (value / 255f - mean.get(channel).floatValue())
                        / deviation.get(channel).floatValue();
            }
        }
        return table;
    }

    /**
     * Appends an image to a batch.
     *
     * @param pixels {@code uint8 [H, W, 3]}
     * @param table of {@link #table()}
     * @param batch receives float {@code [3, H, W]}
     */
    static void append(byte[] pixels, float[][] table, FloatBuffer batch) {
        float[] plane = new float[pixels.length / CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float[] values = table[channel];
            for (int i = 0, from = channel; i < plane.length; i++, from += CHANNELS) {
                plane[i] = values[pixels[from] & 255];
            }
            batch.put(plane);
        }
    }
}
