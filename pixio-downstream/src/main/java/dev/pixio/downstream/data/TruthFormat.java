package dev.pixio.downstream.data;

import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.samples.PngSamples;
import java.util.Locale;

/** What the numbers of a PNG with true values mean. */
public sealed interface TruthFormat {

    /**
     * The true values of a file.
     *
     * @throws ImageReadException in one line without the file name, if the file is of another kind
     */
    float[] values(PngSamples png) throws ImageReadException;

    /**
     * Labels in a palette or grey PNG of up to 8 bits.
     *
     * @param first number of the first class; smaller numbers, and {@link Segmentation#IGNORED}, do not count
     * @param classes number of classes
     */
    record Labels(int first, int classes) implements TruthFormat {

        @Override
        public float[] values(PngSamples png) throws ImageReadException {
            if (png.bits() > 8) {
                throw new ImageReadException(
                        "is a grey PNG of 16 bits; a mask is a palette or grey PNG of up to 8 bits");
            }
            float[] labels = new float[png.values().length];
            for (int pixel = 0; pixel < labels.length; pixel++) {
                int stored = png.values()[pixel];
                int label = stored == Segmentation.IGNORED || stored < first ? Segmentation.IGNORED : stored - first;
                if (label >= classes && label != Segmentation.IGNORED) {
                    throw new ImageReadException("has the label " + stored + ", and the " + classes + " classes are "
                            + first + " to " + (first + classes - 1) + " (255 is ignored)");
                }
                labels[pixel] = label;
            }
            return labels;
        }
    }

    /**
     * Depths in a grey PNG of 16 bits; 0 is none.
     *
     * @param perMetre the number that is stored for one metre
     */
    record Depths(double perMetre) implements TruthFormat {

        /** @throws IllegalArgumentException if the number is not positive */
        public Depths {
            if (!(perMetre > 0 && Double.isFinite(perMetre))) {
                throw new IllegalArgumentException("the number for one metre must be more than 0, not " + perMetre);
            }
        }

        @Override
        public float[] values(PngSamples png) throws ImageReadException {
            if (png.kind() != PngSamples.Kind.GREY || png.bits() != 16) {
                throw new ImageReadException(String.format(
                        Locale.ROOT,
                        "is a %s PNG of %d bits; depth is a grey PNG of 16 bits",
                        png.kind().name().toLowerCase(Locale.ROOT),
                        png.bits()));
            }
            float[] depths = new float[png.values().length];
            for (int pixel = 0; pixel < depths.length; pixel++) {
                int stored = png.values()[pixel];
                depths[pixel] = stored == 0 ? DepthEstimation.NONE : (float) (stored / perMetre);
            }
            return depths;
        }
    }
}
