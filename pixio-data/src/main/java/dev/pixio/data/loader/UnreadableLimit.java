package dev.pixio.data.loader;

import dev.pixio.data.SkippedImage;
import java.util.Locale;

/**
 * How many pictures of a source may be broken. It is held against the whole source, and so does not depend on where in it
 * the broken ones lie, or on how many runs it took.
 *
 * @param maxShare 0 (none may be broken) to 1
 * @param pictures of the whole source
 */
public record UnreadableLimit(double maxShare, long pictures) {

    /** How far chance may carry a count over the limit, in standard deviations. */
    private static final double TOLERANCE = 4;

    /** Of fewer pictures, a broken one or two say nothing about the rest, and the limit is not held to the letter. */
    private static final int FEW = 20;

    /** Whether so many broken pictures are too many. */
    public boolean isExceededBy(long broken) {
        return broken > pictures * maxShare + (pictures < FEW ? chance() : 0);
    }

    /** Whether they are too many for pictures that are a sample: of 20, 3 may well be broken where 10 % of all are. */
    boolean isExceededBeyondChance(long broken) {
        return broken > pictures * maxShare + chance();
    }

    private double chance() {
        return TOLERANCE * Math.sqrt(pictures * maxShare * (1 - maxShare));
    }

    /** Says that it is exceeded. */
    public TooManyUnreadableException exceeded(long broken, SkippedImage first) {
        return new TooManyUnreadableException(String.format(
                Locale.ROOT,
                "%,d of %,d pictures could not be read (limit %s %%), first: %s: %s",
                broken,
                pictures,
                // 0.1 * 100 is not 10 in binary, but prints as 10
                String.format(Locale.ROOT, "%.4f", 100 * maxShare).replaceAll("\\.?0+$", ""),
                first.name(),
                first.reason()));
    }
}
