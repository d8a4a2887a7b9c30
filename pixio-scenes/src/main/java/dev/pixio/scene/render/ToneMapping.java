package dev.pixio.scene.render;

import dev.pixio.scene.material.Noise;
import dev.pixio.torch.RandomStream;

/** Converts linear light to display values: vignette, compression of highlights, gamma, and sensor noise. */
final class ToneMapping {

    private final PixelBuffers pixels;
    private final double vignette;
    private final double noiseLevel;
    private final int seed;

    ToneMapping(PixelBuffers pixels, RandomStream random) {
        this.pixels = pixels;
        this.vignette = random.nextDouble(0.05, 0.16);
        this.noiseLevel = random.nextDouble(0.5, 2.5);
        this.seed = random.nextInt(1 << 30);
    }

    /**
     * Applies the tone mapping.
     *
     * @param light {@code float [size, size, 3]}
     * @return {@code uint8 [size, size, 3]}
     */
    byte[] apply(float[] light) {
        byte[] rgb = new byte[light.length];
        for (int row = 0, at = 0; row < pixels.size; row++) {
            double y = pixels.imageY(row);
            for (int column = 0; column < pixels.size; column++) {
                double x = pixels.imageX(column);
                double corner = 1 - vignette * (x * x + y * y);
                double noise = noise(column, row);
                for (int channel = 0; channel < 3; channel++, at++) {
                    double display = 255 * Math.sqrt(compress(corner * light[at])) + noise;
                    rgb[at] = (byte) (int) (display > 0 ? Math.min(255, display + 0.5) : 0);
                }
            }
        }
        return rgb;
    }

    /** Linear up to 0.6, then compressed towards 1. */
    private static double compress(double light) {
        if (light <= 0.6) {
            return light;
        }
        double over = (light - 0.6) / 0.4;
        return 0.6 + 0.4 * over / (1 + over);
    }

    /** The difference of two uniform numbers: a triangular distribution, similar to sensor noise. */
    private double noise(int column, int row) {
        int bits = Noise.hash(column, row, seed);
        return noiseLevel * ((bits & 0xFFFF) - (bits >>> 16)) * 0x1p-16;
    }
}
