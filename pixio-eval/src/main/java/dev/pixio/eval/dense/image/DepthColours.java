package dev.pixio.eval.dense.image;

import dev.pixio.eval.dense.ScenePredictions.PredictedScene;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.scene.render.RenderedScene;
import java.util.List;

/**
 * The colours of depths: the map viridis (van der Walt and Smith 2015), which is readable without colour vision, over the
 * logarithm, near yellow and far violet. What does not count is grey.
 *
 * @param nearest depth of the first colour in metres
 * @param farthest depth of the last colour in metres
 */
public record DepthColours(double nearest, double farthest) {

    /** Eleven equidistant colours of viridis, from its bright end. */
    private static final int[] VIRIDIS = {
        0xFDE725, 0xBBDF27, 0x7AD151, 0x43BF71, 0x22A884, 0x21908C, 0x2A788E, 0x35608D, 0x414487, 0x482576, 0x440154
    };

    private static final int UNMEASURED = 0xC8C8C8;

    /** Colours over the true depths of some scenes; a predicted depth beyond them has the nearest colour. */
    static DepthColours over(List<PredictedScene> scenes) {
        double nearest = RenderedScene.FAR;
        double farthest = 0;
        for (PredictedScene scene : scenes) {
            for (float depth : scene.depth()) {
                if (depth < RenderedScene.FAR) {
                    nearest = Math.min(nearest, depth);
                    farthest = Math.max(farthest, depth);
                }
            }
        }
        return new DepthColours(nearest, farthest);
    }

    /**
     * The colours of depths.
     *
     * @param depths in metres, true or predicted
     * @param truth the true depths of the same pixels, which say where depth counts
     */
    Rgb of(float[] depths, float[] truth, int height, int width) {
        byte[] rgb = new byte[3 * depths.length];
        for (int pixel = 0; pixel < depths.length; pixel++) {
            ClassColours.put(truth[pixel] < RenderedScene.FAR ? colour(depths[pixel]) : UNMEASURED, rgb, pixel);
        }
        return new Rgb(rgb, height, width);
    }

    /** All colours from left to right. */
    public Rgb bar(int width) {
        byte[] rgb = new byte[3 * width];
        for (int pixel = 0; pixel < width; pixel++) {
            ClassColours.put(at((double) pixel / (width - 1)), rgb, pixel);
        }
        return new Rgb(rgb, 1, width);
    }

    /** One pixel of the colour of what does not count. */
    static Rgb unmeasured() {
        byte[] rgb = new byte[3];
        ClassColours.put(UNMEASURED, rgb, 0);
        return new Rgb(rgb, 1, 1);
    }

    /** The colour of a depth in metres, {@code 0xRRGGBB}. */
    public int colour(double depth) {
        double range = Math.log(farthest / nearest);
        return at(range > 0 ? Math.log(depth / nearest) / range : 0);
    }

    /** The interpolated colour at a share of the way from near to far. */
    private static int at(double share) {
        double place = Math.max(0, Math.min(1, share)) * (VIRIDIS.length - 1);
        int first = Math.min((int) place, VIRIDIS.length - 2);
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = VIRIDIS[first] >> shift & 0xFF;
            int to = VIRIDIS[first + 1] >> shift & 0xFF;
            colour |= (int) Math.round(from + (to - from) * (place - first)) << shift;
        }
        return colour;
    }
}
