package dev.pixio.image;

import java.util.Locale;

/**
 * The features of an image contain NaN or infinite numbers, because the model overflows. The message is one line with the
 * image.
 */
public final class NonFiniteFeaturesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String REMEDY =
            "the model overflows: use fp32 instead of bf16 or fp16; in fp32, its weights are too large";

    private NonFiniteFeaturesException(String message) {
        super(message);
    }

    /**
     * Checks the features of one image.
     *
     * @param image its name, for the message
     * @throws NonFiniteFeaturesException if a number is NaN or infinite
     */
    public static void requireFinite(float[] features, String image) {
        int nan = 0;
        int infinite = 0;
        for (float feature : features) {
            if (Float.isNaN(feature)) {
                nan++;
            } else if (Float.isInfinite(feature)) {
                infinite++;
            }
        }
        if (nan + infinite > 0) {
            throw new NonFiniteFeaturesException(String.format(
                    Locale.ROOT,
                    "the features of %s are not finite: %d NaN and %d infinite of %d numbers; " + REMEDY,
                    image,
                    nan,
                    infinite,
                    features.length));
        }
    }
}
