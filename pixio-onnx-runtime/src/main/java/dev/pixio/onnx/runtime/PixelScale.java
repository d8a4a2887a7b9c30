package dev.pixio.onnx.runtime;

import dev.pixio.image.resize.FramedPixels;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Normalises bytes: {@code (value / 255 - mean) / deviation}, in single precision and in this order. Floating-point values are shares of 1
 * already.
 *
 * @param mean of each channel, of 8-bit images red, green and blue, in 0 to 1
 * @param deviation standard deviation of each channel, not 0
 */
public record PixelScale(List<Double> mean, List<Double> deviation) {

    /** Mean and standard deviation of ImageNet, which most vision models use. */
    public static final PixelScale IMAGENET =
            new PixelScale(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private static final int CHANNELS = 3;

    public PixelScale {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || deviation.size() != mean.size() || deviation.contains(0.0)) {
            throw new IllegalArgumentException("means " + mean + " and deviations " + deviation
                    + " must be one each for every channel, and no deviation 0");
        }
    }

    /** The colour that is normalised to 0, for the bars of a letterboxed image. */
    FramedPixels.Background background() {
        return new FramedPixels.Background(background(0), background(1), background(2));
    }

    /** Of other than three channels there are no such colours. */
    private int background(int channel) {
        return mean.size() == CHANNELS ? (int) Math.round(255 * mean.get(channel)) : 0;
    }

    /** The normalised value of each byte, float {@code [channels, 256]}. */
    float[][] table() {
        float[][] table = new float[mean.size()][256];
        for (int channel = 0; channel < mean.size(); channel++) {
            for (int value = 0; value < 256; value++) {
                table[channel][value] = (value / 255f - mean.get(channel).floatValue())
                        / deviation.get(channel).floatValue();
            }
        }
        return table;
    }

    /**
     * Normalises shares of 1.
     *
     * @param values {@code [channels, H, W]}, replaced by the normalised ones
     */
    void normalize(float[] values) {
        int area = values.length / mean.size();
        for (int channel = 0; channel < mean.size(); channel++) {
            normalize(channel, values, channel * area, (channel + 1) * area);
        }
    }

    /** Normalises some shares of one channel, which are replaced. */
    void normalize(int channel, float[] values, int from, int end) {
        float zero = mean.get(channel).floatValue();
        float one = deviation.get(channel).floatValue();
        for (int i = from; i < end; i++) {
            values[i] = (values[i] - zero) / one;
        }
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
