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
 * not in the order of decoding, so the result does not depend on the number of threads. If several processes share the batches,
 * the limit holds for the images of all: it is checked when those of the others are added. Thread-safe: the counts may be read
 * while another thread adds.
 */
public final class UnreadableImages {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableImages.class);

    /** Number of images of which name and reason are stored; further ones are only counted. */
    private static final int MAX_LISTED = 10_000;

    /** In a smaller epoch, one or two unreadable images are no evidence about the source: its share is not checked. */
    private static final int MIN_EPOCH = 20;

    private final LoaderOptions.UnreadablePolicy policy;
    private final UnreadableLimit wholeLimit;
    private final boolean sharesBatches;

    /** Indices of all unreadable images. Guarded by this, like all following fields. */
    private final Set<Long> known = new HashSet<>();

    private final List<SkippedImage> listed = new ArrayList<>();
    private final List<Long> unlisted = new ArrayList<>();
    private long seen;
    private long unreadable;
    private long unreadableInBatch;
    private boolean warns = true;
    private boolean coversEpoch;
    private boolean endsEpoch; // the last delivered batch

    /**
     * @param sharesBatches whether several processes share the batches
     * @param images number of images in the source
     * @param before the counts of all processes when the run was interrupted
     */
    UnreadableImages(
            LoaderOptions.UnreadablePolicy policy, boolean sharesBatches, long images, UnreadableTally before) {
        this.policy = policy;
        this.sharesBatches = sharesBatches;
        this.wholeLimit = new UnreadableLimit(policy.maxShare(), images);
        this.seen = before.seen();
        this.unreadable = before.unreadable();
        this.coversEpoch = before.seen() > 0;
        before.skipped().forEach(image -> known.add(image.index()));
        known.addAll(before.unlisted());
        listed.addAll(before.skipped());
        unlisted.addAll(before.unlisted());
    }

    /** The counts up to the last delivered batch, for a loader that continues from there. */
    public synchronized UnreadableTally tally() {
        return new UnreadableTally(listed, unlisted, seen, unreadable);
    }

    /** Leaves warnings to process 0, which receives the images. Called before the first batch. */
    public synchronized void withoutWarnings() {
        warns = false;
    }

    /**
     * Counts a batch that is delivered.
     *
     * @param index of the batch in its epoch
     * @param batches number of batches of an epoch
     * @throws TooManyUnreadableException if there are more than the options allow
     */
    synchronized void deliver(List<SampleLoader.Outcome> outcomes, long index, long batches)
            throws TooManyUnreadableException {
        if (index == 0) {
            seen = 0;
            unreadable = 0;
            coversEpoch = true;
        }
        unreadableInBatch = 0;
        for (SampleLoader.Outcome outcome : outcomes) {
            add(outcome);
        }
        endsEpoch = index == batches - 1 && coversEpoch;
        if (!sharesBatches) {
            checkEpoch();
        }
    }

    /** Number of images of the last delivered batch, in this process's share, that could not be read. */
    public synchronized long unreadableInBatch() {
        return unreadableInBatch;
    }

    /** Counts the outcome of the next image of the epoch. */
    synchronized void add(SampleLoader.Outcome outcome) throws TooManyUnreadableException {
        seen++;
        int count = outcome.skipped().isEmpty() ? 0 : 1;
        unreadable += count;
        unreadableInBatch += count;
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
        if (!sharesBatches) {
            checkShare();
        }
    }

    /**
     * Counts what the other processes had of the last delivered batch. If batches are shared, the limit is checked here, over all
     * processes, after {@link #listOfOtherProcess}.
     *
     * @param images their number of images
     * @param unreadableImages of these, the number that could not be read
     * @throws TooManyUnreadableException if there are more than the options allow
     */
    public synchronized void addOfOtherProcesses(long images, long unreadableImages) throws TooManyUnreadableException {
        seen += images;
        unreadable += unreadableImages;
        checkShare();
        checkEpoch();
    }

    /**
     * Counts images that another process left out, in the order of the epoch, and warns of them as of those of this one.
     *
     * @throws TooManyUnreadableException if there are more than the options allow
     */
    public synchronized void addLeftOut(List<SkippedImage> ofOtherProcess) throws TooManyUnreadableException {
        for (SkippedImage image : ofOtherProcess) {
            add(new SampleLoader.Outcome(SampleLoader.Outcome.NONE, List.of(image)));
        }
    }

    private void checkShare() throws TooManyUnreadableException {
        if (isTooMany()) {
            throw limit().exceeded(unreadable, listed.get(0));
        }
    }

    /** Lists an image that another process could not read, and has logged. */
    public synchronized void listOfOtherProcess(SkippedImage image) {
        if (known.add(image.index())) {
            list(image);
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
    private void checkEpoch() throws TooManyUnreadableException {
        if (endsEpoch
                && policy.onUnreadable() == OnUnreadable.REPLACE
                && seen >= MIN_EPOCH
                && limit().isExceededBy(unreadable)) {
            throw limit().exceeded(unreadable, listed.get(0));
        }
    }

    /** The first 10,000 distinct unreadable images; {@link #count} may be larger. */
    public synchronized List<SkippedImage> listed() {
        return List.copyOf(listed);
    }

    /** Number of distinct images that could not be read. */
    public synchronized long count() {
        return known.size();
    }

    private void report(SkippedImage image) {
        if (!known.add(image.index())) {
            return;
        }
        if (warns) {
            warn(image);
        }
        list(image);
    }

    private void warn(SkippedImage image) {
        if (listed.size() < MAX_LISTED) {
            LOG.warn("skipped {}", line(image));
        } else if (unlisted.isEmpty()) {
            LOG.warn("more than {} images were skipped; the others are only counted", MAX_LISTED);
        }
    }

    private void list(SkippedImage image) {
        if (listed.size() < MAX_LISTED) {
            listed.add(image);
        } else {
            unlisted.add(image.index());
        }
    }

    private static String line(SkippedImage image) {
        return image.name() + ": " + image.reason();
    }
}
