package dev.pixio.search.update;

import java.util.Arrays;

/**
 * The vectors of an image, each of length 1, or 0 if all its features are 0.
 *
 * @param image features of the whole image
 * @param patchMean mean of its patch tokens; equal to {@code image} if that is the pooling of the index
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record ImageVectors(float[] image, float[] patchMean) {

    /** The vectors of features by both poolings, one after the other; of one pooling, both are the same. */
    static ImageVectors of(float[] features, int dimension) {
        float[] image = unit(Arrays.copyOf(features, dimension));
        return features.length == dimension
                ? new ImageVectors(image, image)
                : new ImageVectors(image, unit(Arrays.copyOfRange(features, dimension, features.length)));
    }

    /**
     * Scales a vector to length 1, in place; one of length 0 stays as it is.
     *
     * @return the same array
     */
    public static float[] unit(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        if (sum > 0) {
            double length = Math.sqrt(sum);
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / length);
            }
        }
        return vector;
    }
}
