package dev.pixio.data.loader;

import dev.pixio.data.SkippedImage;
import java.util.List;

/**
 * What is known of unreadable images, so that a resumed run continues its counts.
 *
 * @param skipped the images, each once; at most the first 10,000
 * @param unlisted the indices of further unreadable images, each once; empty unless {@code skipped} is full
 * @param seen images of the epoch so far
 * @param unreadable how many of these could not be read
 */
public record UnreadableTally(List<SkippedImage> skipped, List<Long> unlisted, long seen, long unreadable) {

    /** At the beginning of a run. */
    public static final UnreadableTally NONE = new UnreadableTally(List.of(), List.of(), 0, 0);

    public UnreadableTally {
        skipped = List.copyOf(skipped);
        unlisted = List.copyOf(unlisted);
    }

    /** How many different images could not be read. */
    public long count() {
        return (long) skipped.size() + unlisted.size();
    }
}
