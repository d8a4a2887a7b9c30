package dev.pixio.data.loader;

import dev.pixio.data.SkippedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts unreadable images, logs each once, and fails if there are too many. Outcomes are added in the order of the epoch,
 * not in the order of decoding, so the result does not depend on the number of threads. Thread-safe: the counts may be read
 * while another thread adds.
 */
final class UnreadableImages {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableImages.class);

    /** Number of images of which name and reason are stored; further ones are only counted. */
    private static final int MAX_LISTED = 10_000;

    /** In a smaller epoch, one or two unreadable images are no evidence about the source: its share is not checked. */
    private static final int MIN_EPOCH = 20;

    private final LoaderOptions.UnreadablePolicy policy;
    private final UnreadableLimit wholeLimit;

    /** Indices of all unreadable images. Guarded by this, like all following fields. */
    private final Set<Long> known = new HashSet<>();

    private final List<SkippedImage> listed = new ArrayList<>();
    private final List<Long> unlisted = new ArrayList<>();
    private long seen;
    private long unreadable;

    /**
     * @param images number of images in the source
     * @param before the counts when the run was interrupted
     */
    UnreadableImages(LoaderOptions.UnreadablePolicy policy, long images, UnreadableTally before) {
        this.policy = policy;
        this.wholeLimit = new UnreadableLimit(policy.maxShare(), images);
        this.seen = before.seen();
        this.unreadable = before.unreadable();
        before.skipped().forEach(image -> known.add(image.index()));
        known.addAll(before.unlisted());
        listed.addAll(before.skipped());
        unlisted.addAll(before.unlisted());
    }

    /** The counts so far. */
    synchronized UnreadableTally tally() {
        return new UnreadableTally(listed, unlisted, seen, unreadable);
    }

    /** Resets the counts of the epoch. */
    synchronized void beginEpoch() {
        seen = 0;
        unreadable = 0;
    }

    /** Counts the outcome of the next image of the epoch. */
    synchronized void add(SampleLoader.Outcome outcome) throws TooManyUnreadableException {
        seen++;
        unreadable += outcome.skipped().isEmpty() ? 0 : 1;
        for (SkippedImage image : outcome.skipped()) {
            report(image);
        }
        if (outcome.sample() == SampleLoader.Outcome.NONE && policy.onUnreadable() == OnUnreadable.REPLACE) {
            throw new TooManyUnreadableException(String.format(
                    Locale.ROOT,
                    "%,d images could not be read in a row, first: %s",
                    outcome.skipped().size(),
                    line(outcome.skipped().get(0))));
        }
        if (isTooMany()) {
            throw limit().exceeded(unreadable, listed.get(0));
        }
    }

    private boolean isTooMany() {
        // Without replacement, images are mostly read in source order, where unreadable ones may be adjacent. The
        // images read so far are then no random sample.
        return policy.onUnreadable() == OnUnreadable.LEAVE_OUT
                ? wholeLimit.isExceededBy(unreadable)
                : limit().isExceededBeyondChance(unreadable);
    }

    private UnreadableLimit limit() {
        return policy.onUnreadable() == OnUnreadable.LEAVE_OUT
                ? wholeLimit
                : new UnreadableLimit(policy.maxShare(), seen);
    }

    /** Checks the share of a complete epoch, which is exact. */
    synchronized void endEpoch() throws TooManyUnreadableException {
        if (policy.onUnreadable() == OnUnreadable.REPLACE && seen >= MIN_EPOCH && limit().isExceededBy(unreadable)) {
            throw limit().exceeded(unreadable, listed.get(0));
        }
    }

    /** The first 10,000 distinct unreadable images; {@link #count} may be larger. */
    synchronized List<SkippedImage> listed() {
        return List.copyOf(listed);
    }

    /** Number of distinct images that could not be read. */
    synchronized long count() {
        return known.size();
    }

    private void report(SkippedImage image) {
        if (!known.add(image.index())) {
            return;
        }
        if (listed.size() < MAX_LISTED) {
            listed.add(image);
            LOG.warn("skipped {}", line(image));
            return;
        }
        if (unlisted.isEmpty()) {
            LOG.warn("more than {} images were skipped; the others are only counted", MAX_LISTED);
        }
        unlisted.add(image.index());
    }

    private static String line(SkippedImage image) {
        return image.name() + ": " + image.reason();
    }
}
