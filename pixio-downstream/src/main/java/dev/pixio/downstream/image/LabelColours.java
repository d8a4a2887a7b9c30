package dev.pixio.downstream.image;

import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.dense.image.ClassColours;

/**
 * A colour for each label: the first have those of the masks of scenes, the others those of Pascal VOC, where the bits of the label are spread over red, green and blue from the highest bit down, so
 * that labels close to each other have different colours.
 */
public final class LabelColours {

    private static final int IGNORED = 0xFFFFFF;

    private LabelColours() {}

    /** The colour of a label, {@code 0xRRGGBB}. */
    public static int of(int label) {
        if (label == Segmentation.IGNORED) {
            return IGNORED;
        }
        if (label < ClassColours.count()) {
            return ClassColours.colour(label);
        }
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int bit = 7, rest = label; rest > 0; bit--, rest >>= 3) {
            red |= (rest & 1) << bit;
            green |= (rest >> 1 & 1) << bit;
            blue |= (rest >> 2 & 1) << bit;
        }
        return red << 16 | green << 8 | blue;
    }
}
