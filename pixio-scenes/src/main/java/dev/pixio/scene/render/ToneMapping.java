package dev.pixio.scene.render;

import dev.pixio.scene.material.Noise;
import dev.pixio.torch.RandomStream;

/** Turns light into display values as a camera does: darker corners, a soft shoulder for highlights, a little grain. */
final class ToneMapping {

    private final PixelBuffers pixels;
    private final double vignette;
    private final double grain;
    private final int seed;

    ToneMapping(PixelBuffers pixels, RandomStream random) {
        this.pixels = pixels;
        this.vignette = random.nextDouble(0.05, 0.16);
        this.grain = random.nextDouble(0.5, 2.5);
        this.seed = random.nextInt(1 << 30);
    }

    /**
     * The image that the light leaves behind.
     *
     * @param light {@code float [size, size, 3]}
     * @return {@code uint8 [size, size, 3]}
     */
    byte[] develop(float[] light) {
        byte[] rgb = new byte[light.length];
        for (int row = 0, at = 0; row < pixels.size; row++) {
            double y = pixels.upwards(row);
            for (int column = 0; column < pixels.size; column++) {
                double x = pixels.across(column);
                double corner = 1 - vignette * (x * x + y * y);
                double speck = speck(column, row);
                for (int channel = 0; channel < 3; channel++, at++) {
                    double display = 255 * Math.sqrt(shoulder(corner * light[at])) + speck;
                    rgb[at] = (byte) (int) (display > 0 ? Math.min(255, display + 0.5) : 0);
                }
            }
        }
        return rgb;
    }

    /** Straight up to 0.6, then ever flatter towards 1. */
    private static double shoulder(double light) {
        if (light <= 0.6) {
            return light;
        }
        double over = (light - 0.6) / 0.4;
        return 0.6 + 0.4 * over / (1 + over);
    }

    /** Two uniform numbers make a triangular distribution, near enough to the noise of a sensor. */
    private double speck(int column, int row) {
        int bits = Noise.hash(column, row, seed);
        return grain * ((bits & 0xFFFF) - (bits >>> 16)) * 0x1p-16;
    }
}
