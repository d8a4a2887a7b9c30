package dev.pixio.downstream.image;

import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.dense.DenseScenes;
import dev.pixio.eval.dense.image.ClassColours;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A colour for each label. The classes of scenes have those of their masks, where two are pale. Of other classes the first, mostly the background, is pale; the next have strong colours that differ in
 * hue and lightness; the others have those of Pascal VOC, where the bits of the label are spread over red, green and blue from the highest bit down, so that labels close to each other have different
 * colours.
 */
public final class LabelColours {

    private static final int IGNORED = 0xFFFFFF;

    /** The second colour of scenes, a pale one. */
    private static final int SECOND_PALE = 1;

    private LabelColours() {}

    /** The colours of classes in the order of their labels, {@code 0xRRGGBB}. */
    public static List<Integer> of(List<String> classes) {
        boolean scenes = classes.equals(DenseScenes.segmentationClasses());
        return IntStream.range(0, classes.size())
                .map(label -> scenes ? ClassColours.colour(label) : colour(label))
                .boxed()
                .toList();
    }

    /** From a label to its colour; labels that do not count are white. */
    static IntUnaryOperator byLabel(List<String> classes) {
        List<Integer> colours = of(classes);
        return label -> label == Segmentation.IGNORED ? IGNORED : colours.get(label);
    }

    private static int colour(int label) {
        int strong = label < SECOND_PALE ? label : label + 1;
        if (strong < ClassColours.count()) {
            return ClassColours.colour(strong);
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
