package dev.pixio.data;

/**
 * The order of the images of a source in the epochs of a training. Computed, not stored, so that a run can start at any
 * position. All methods are thread-safe.
 */
public interface EpochOrder {

    /**
     * The image at a position of an epoch.
     *
     * @param epoch from 0
     * @param position in the epoch, from 0 to the size of the source - 1
     * @return index of an image in the source
     */
    long sampleAt(long epoch, long position);

    /**
     * An image that takes the place of one that cannot be read.
     *
     * @param choice a random number from 0 to 1, without 1
     * @return index of an image in the source
     */
    long replacement(long epoch, long position, double choice);
}
