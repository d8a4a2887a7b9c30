package dev.pixio.eval.dense.image;

import dev.pixio.eval.dense.DenseScenes;
import dev.pixio.eval.plot.ImageSheet.Rgb;

/** The colours of masks: ground and background are pale, classes of objects are strong and differ in hue and lightness. */
public final class ClassColours {

    /** In the order of {@link DenseScenes#segmentationClasses}. */
    private static final int[] COLOURS = {
        0xCFC6B4, 0xE9EEF2, 0xE6194B, 0x1F77B4, 0xFF9F1C, 0x2CA02C, 0x7B3FA0, 0x17BECF, 0x8C4A2F, 0xB5CC18, 0xF48FC6,
        0x1B1F3B
    };

    private ClassColours() {}

    /** The number of colours. */
    public static int count() {
        return COLOURS.length;
    }

    /** The colour of a label, {@code 0xRRGGBB}. */
    public static int colour(int label) {
        return COLOURS[label];
    }

    /** The colours of a mask. */
    static Rgb of(byte[] mask, int height, int width) {
        byte[] rgb = new byte[3 * mask.length];
        for (int pixel = 0; pixel < mask.length; pixel++) {
            put(COLOURS[mask[pixel]], rgb, pixel);
        }
        return new Rgb(rgb, height, width);
    }

    /** One pixel of the colour of a class. */
    static Rgb swatch(int label) {
        return of(new byte[] {(byte) label}, 1, 1);
    }

    /** Writes a colour, {@code 0xRRGGBB}, as a pixel. */
    static void put(int colour, byte[] rgb, int pixel) {
        rgb[3 * pixel] = (byte) (colour >> 16);
        rgb[3 * pixel + 1] = (byte) (colour >> 8);
        rgb[3 * pixel + 2] = (byte) colour;
    }
}
