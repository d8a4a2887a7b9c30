package dev.pixio.downstream.finetune.augment;

/**
 * Operations that mix an image with a poorer one: factor 0 is that one, 1 the image, and more than 1 leads away from it. Sums are those of
 * Pillow, in fp32 and cut off.
 */
final class Blend {

    private static final float SIDE = 1 / 13f;
    private static final float CENTRE = 5 / 13f;

    private Blend() {}

    /** The poorer value at an index. */
    private interface Poorer {
        int at(int index);
    }

    private static Planes blend(Planes image, double factor, Poorer poorer) {
        float share = (float) factor;
        byte[] out = new byte[image.values().length];
        for (int i = 0; i < out.length; i++) {
            int from = poorer.at(i);
            out[i] = (byte) cut(from + share * (image.at(i) - from));
        }
        return image.with(out);
    }

    private static int cut(float value) {
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) value;
    }

    /** Colours: factor 0 is grey. */
    static Planes colour(Planes image, double factor) {
        int[] grey = image.grey();
        return blend(image, factor, index -> grey[index % grey.length]);
    }

    /** Contrast: factor 0 is the mean brightness everywhere. */
    static Planes contrast(Planes image, double factor) {
        long sum = 0;
        for (int value : image.grey()) {
            sum += value;
        }
        int mean = (int) ((double) sum / image.pixels() + 0.5);
        return blend(image, factor, index -> mean);
    }

    /** Brightness: factor 0 is black. */
    static Planes brightness(Planes image, double factor) {
        return blend(image, factor, index -> 0);
    }

    /** Sharpness: factor 0 is smoothed over 3 x 3 pixels, except at the border. */
    static Planes sharpness(Planes image, double factor) {
        byte[] smooth = image.values().clone();
        for (int plane = 0; plane < Planes.COUNT; plane++) {
            for (int y = 1; y < image.height() - 1; y++) {
                for (int x = 1; x < image.width() - 1; x++) {
                    int centre = plane * image.pixels() + y * image.width() + x;
                    float sum = 0.5f;
                    sum += row(image, centre + image.width(), SIDE);
                    sum += row(image, centre, CENTRE);
                    sum += row(image, centre - image.width(), SIDE);
                    smooth[centre] = (byte) cut(sum);
                }
            }
        }
        return blend(image, factor, index -> smooth[index] & 0xFF);
    }

    private static float row(Planes image, int centre, float weight) {
        return image.at(centre - 1) * SIDE + image.at(centre) * weight + image.at(centre + 1) * SIDE;
    }
}
