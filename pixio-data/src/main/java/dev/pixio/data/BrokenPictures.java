package dev.pixio.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps count of pictures that cannot be read, tells of each once, and stops a run that has too many. It is told of
 * places in the order of the epoch, whichever thread came to them first, and so decides the same for any number of
 * threads.
 */
final class BrokenPictures {

    private static final Logger LOG = LoggerFactory.getLogger(BrokenPictures.class);

    /** Names and reasons are kept of so many, for the end of a run; more are only counted. */
    private static final int MAX_LISTED = 10_000;

    /** How far chance may carry the count over the limit before a whole epoch has been seen, in standard deviations. */
    private static final double TOLERANCE = 4;

    /** In a smaller epoch a broken picture or two say nothing about the rest, and the limit is not held to the letter. */
    private static final int MIN_EPOCH = 20;

    private final double maxShare;
    private final OnBroken onBroken;
    private final Set<Long> known = new HashSet<>();
    private final List<SkippedPicture> listed = new ArrayList<>();
    private long seen;
    private long broken;

    BrokenPictures(double maxShare, OnBroken onBroken) {
        this.maxShare = maxShare;
        this.onBroken = onBroken;
    }

    /** A new epoch sees every picture anew, and counts anew. */
    void beginEpoch() {
        seen = 0;
        broken = 0;
    }

    /** What happened at the next place. */
    void add(PictureLoader.Outcome outcome) throws BrokenPicturesException {
        seen++;
        broken += outcome.skipped().isEmpty() ? 0 : 1;
        for (SkippedPicture picture : outcome.skipped()) {
            tell(picture);
        }
        if (outcome.sample() == PictureLoader.Outcome.NONE && onBroken == OnBroken.REPLACE) {
            throw new BrokenPicturesException(String.format(
                    Locale.ROOT,
                    "%,d pictures could not be read in a row, first: %s",
                    outcome.skipped().size(),
                    line(outcome.skipped().get(0))));
        }
        // Part of an epoch is a sample: of 20 pictures 3 may well be broken where the limit of 10 % is kept.
        double chance = TOLERANCE * Math.sqrt(seen * maxShare * (1 - maxShare));
        if (broken > seen * maxShare + chance) {
            throw tooMany();
        }
    }

    /** Every place since {@link #beginEpoch} has been an epoch's: its share of broken pictures is exact. */
    void endEpoch() throws BrokenPicturesException {
        if (seen >= MIN_EPOCH && broken > seen * maxShare) {
            throw tooMany();
        }
    }

    /** The first of them, each once; {@link #count} may be more. */
    synchronized List<SkippedPicture> listed() {
        return List.copyOf(listed);
    }

    /** How many different pictures could not be read. */
    synchronized long count() {
        return known.size();
    }

    private synchronized void tell(SkippedPicture picture) {
        if (!known.add(picture.index())) {
            return;
        }
        if (listed.size() < MAX_LISTED) {
            listed.add(picture);
            LOG.warn("skipped {}", line(picture));
        } else if (known.size() == MAX_LISTED + 1) {
            LOG.warn("more than {} pictures were skipped; the others are only counted", MAX_LISTED);
        }
    }

    private BrokenPicturesException tooMany() {
        return new BrokenPicturesException(String.format(
                Locale.ROOT,
                "%,d of %,d pictures could not be read (limit %s %%), first: %s",
                broken,
                seen,
                // 0.1 * 100 is not 10 in binary, but prints as 10
                String.format(Locale.ROOT, "%.4f", 100 * maxShare).replaceAll("\\.?0+$", ""),
                line(listed().get(0))));
    }

    private static String line(SkippedPicture picture) {
        return picture.name() + ": " + picture.reason();
    }
}
