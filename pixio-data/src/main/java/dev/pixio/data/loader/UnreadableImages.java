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
 * Counts unreadable images, logs each once, and stops a run that has too many. Places are added in the order of the epoch,
 * whichever thread decoded them first, so the decision is the same for any number of threads. Thread-safe: the counts may be
 * read while another thread adds.
 */
final class UnreadableImages {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableImages.class);

    /** Names and reasons are kept of so many, for the end of a run; more are only counted. */
    private static final int MAX_LISTED = 10_000;

    /** In a smaller epoch an unreadable image or two say nothing about the rest, and the limit is not held to the letter. */
    private static final int MIN_EPOCH = 20;

    private final LoaderOptions.UnreadablePolicy policy;
    private final UnreadableLimit wholeLimit;

    /** Indices of all unreadable images. Guarded by this, as all that follows. */
    private final Set<Long> known = new HashSet<>();

    private final List<SkippedImage> listed = new ArrayList<>();
    private final List<Long> unlisted = new ArrayList<>();
    private long seen;
    private long unreadable;

    /**
     * @param images of the whole source
     * @param before what was known when the run was unreadable off
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

    /** What is known now. */
    synchronized UnreadableTally tally() {
        return new UnreadableTally(listed, unlisted, seen, unreadable);
    }

    /** A new epoch sees every image anew, and counts anew. */
    synchronized void beginEpoch() {
        seen = 0;
        unreadable = 0;
    }

    /** What happened at the next place. */
    synchronized void add(SampleLoader.Outcome outcome) throws TooManyUnreadableException {
        seen++;
        unreadable += outcome.skipped().isEmpty() ? 0 : 1;
        for (SkippedImage image : outcome.skipped()) {
            tell(image);
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
        // What is left out is mostly read in the order of the folder, where the unreadable images may lie side by side:
        // what has been seen is no sample.
        return policy.onUnreadable() == OnUnreadable.LEAVE_OUT
                ? wholeLimit.isExceededBy(unreadable)
                : limit().isExceededBeyondChance(unreadable);
    }

    private UnreadableLimit limit() {
        return policy.onUnreadable() == OnUnreadable.LEAVE_OUT
                ? wholeLimit
                : new UnreadableLimit(policy.maxShare(), seen);
    }

    /** Every place since {@link #beginEpoch} has been an epoch's: its share of unreadable images is exact. */
    synchronized void endEpoch() throws TooManyUnreadableException {
        if (policy.onUnreadable() == OnUnreadable.REPLACE && seen >= MIN_EPOCH && limit().isExceededBy(unreadable)) {
            throw limit().exceeded(unreadable, listed.get(0));
        }
    }

    /** The first of them, each once; {@link #count} may be more. */
    synchronized List<SkippedImage> listed() {
        return List.copyOf(listed);
    }

    /** How many different images could not be read. */
    synchronized long count() {
        return known.size();
    }

    private void tell(SkippedImage image) {
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
