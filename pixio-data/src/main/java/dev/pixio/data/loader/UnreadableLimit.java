package dev.pixio.data.loader;

import dev.pixio.data.SkippedImage;
import java.util.Locale;

/**
 * Limit on the number of unreadable images.
 *
 * @param maxShare largest permitted share, 0 (none may be unreadable) to 1
 * @param images number of images that the share refers to: all of a source, or those read so far
 */
public record UnreadableLimit(double maxShare, long images) {

    /** By how many standard deviations the count in a random sample may exceed the limit. */
    private static final double TOLERANCE = 4;

    /** With fewer images, one or two unreadable ones are no evidence about the others: the tolerance is added. */
    private static final int FEW = 20;

    /** Whether this number of unreadable images exceeds the limit. */
    public boolean isExceededBy(long unreadable) {
        return unreadable > images * maxShare + (images < FEW ? tolerance() : 0);
    }

    /**
     * Whether the images, a random sample of a source, show that its share exceeds the limit: 3 unreadable images of 20
     * are likely even if only 10 % of the source are unreadable.
     */
    boolean isExceededBeyondChance(long unreadable) {
        return unreadable > images * maxShare + tolerance();
    }

    private double tolerance() {
        return TOLERANCE * Math.sqrt(images * maxShare * (1 - maxShare));
    }

    /** The exception for an exceeded limit. */
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
