package dev.pixio.data.score;

import java.util.List;
import java.util.Optional;

/** Mean, standard deviation and percentiles of the channels of images, over all pixels, as shares of 1. */
public interface ChannelFigures {

    /** Number of images that were read. */
    long images();

    /** Number of images that could not be read. */
    long unreadable();

    /** The name of the first image that could not be read, and why; empty where that is not kept. */
    default Optional<String> firstUnreadable() {
        return Optional.empty();
    }

    /** Number of pixels. */
    long pixels();

    /** The mean of each channel. */
    List<Double> mean();

    /** The standard deviation of each channel: the root of the mean squared difference from the mean. */
    List<Double> deviation();

    /**
     * A percentile of each channel: the lowest value that at least a share of the pixels do not exceed.
     *
     * @param percent from 0 to 100
     */
    List<Double> percentile(double percent);
}
