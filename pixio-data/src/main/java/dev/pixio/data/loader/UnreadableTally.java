package dev.pixio.data.loader;

import dev.pixio.data.SkippedImage;
import java.util.List;

/**
 * Counts of unreadable images, stored in checkpoints so that a resumed run continues them.
 *
 * @param skipped the unreadable images, each once; at most the first 10,000
 * @param unlisted the indices of further unreadable images, each once; empty unless {@code skipped} is full
 * @param seen number of images of the current epoch so far
 * @param unreadable number of these that could not be read
 */
public record UnreadableTally(List<SkippedImage> skipped, List<Long> unlisted, long seen, long unreadable) {

    /** The counts at the start of a run. */
    public static final UnreadableTally NONE = new UnreadableTally(List.of(), List.of(), 0, 0);

    public UnreadableTally {
        skipped = List.copyOf(skipped);
        unlisted = List.copyOf(unlisted);
    }

    /** Number of distinct images that could not be read. */
    public long count() {
        return (long) skipped.size() + unlisted.size();
    }
}
