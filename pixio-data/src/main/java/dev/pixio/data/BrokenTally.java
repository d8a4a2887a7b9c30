package dev.pixio.data;

import java.util.List;

/**
 * What is known of pictures that could not be read, so that a run that goes on counts on.
 *
 * @param skipped the pictures, each once; at most the first 10,000
 * @param seen places of the epoch so far
 * @param broken pictures among those that could not be read
 */
public record BrokenTally(List<SkippedPicture> skipped, long seen, long broken) {

    /** At the beginning of a run. */
    public static final BrokenTally NONE = new BrokenTally(List.of(), 0, 0);

    public BrokenTally {
        skipped = List.copyOf(skipped);
    }
}
