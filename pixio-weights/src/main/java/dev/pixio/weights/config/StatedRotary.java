package dev.pixio.weights.config;

import java.util.OptionalInt;

/**
 * What a file beside weights says of rotary positions, which have no tensors: neither their frequencies nor an image size follow from
 * the weights.
 *
 * @param theta base of the frequencies
 * @param height of images in pixels, if it is said
 * @param width of images in pixels, if it is said
 */
public record StatedRotary(double theta, OptionalInt height, OptionalInt width) {

    /** The base of the published models of DINOv3. */
    static final double PUBLISHED_THETA = 100;

    /** No statement. */
    public static final StatedRotary NONE = new StatedRotary(PUBLISHED_THETA, OptionalInt.empty(), OptionalInt.empty());
}
