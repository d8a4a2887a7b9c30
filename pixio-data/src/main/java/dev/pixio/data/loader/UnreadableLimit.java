package dev.pixio.data.loader;

import dev.pixio.data.SkippedImage;
import java.util.Locale;

/**
 * How many images of a source may be unreadable. It is held against the whole source, and so does not depend on where in it
 * the unreadable ones lie, or on how many runs it took.
 *
 * @param maxShare 0 (none may be unreadable) to 1
 * @param images of the whole source
 */
public record UnreadableLimit(double maxShare, long images) {

    /** How far chance may carry a count over the limit, in standard deviations. */
    private static final double TOLERANCE = 4;

    /** Of fewer images, a unreadable one or two say nothing about the rest, and the limit is not held to the letter. */
    private static final int FEW = 20;

    /** Whether so many unreadable images are too many. */
    public boolean isExceededBy(long unreadable) {
        return unreadable > images * maxShare + (images < FEW ? chance() : 0);
    }

    /** Whether they are too many for images that are a sample: of 20, 3 may well be unreadable where 10 % of all are. */
    boolean isExceededBeyondChance(long unreadable) {
        return unreadable > images * maxShare + chance();
    }

    private double chance() {
        return TOLERANCE * Math.sqrt(images * maxShare * (1 - maxShare));
    }

    /** Says that it is exceeded. */
    public TooManyUnreadableException exceeded(long unreadable, SkippedImage first) {
        return new TooManyUnreadableException(String.format(
                Locale.ROOT,
                "%,d of %,d images could not be read (limit %s %%), first: %s: %s",
                unreadable,
                images,
                // 0.1 * 100 is not 10 in binary, but prints as 10
                String.format(Locale.ROOT, "%.4f", 100 * maxShare).replaceAll("\\.?0+$", ""),
                first.name(),
                first.reason()));
    }
}
