package dev.pixio.data.score;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The scores of an image.
 *
 * @param path the image's name in its source
 * @param pixels what was measured on its pixels; empty if it cannot be read
 * @param loss mean reconstruction loss over several masks; empty without weights
 * @param duplicate the earlier image that it repeats
 * @param error why it cannot be read; empty if it can
 */
public record ImageScore(
        String path, Optional<PixelScore> pixels, OptionalDouble loss, Optional<Duplicate> duplicate, String error) {

    /** The scores of an image that was read. */
    public static ImageScore of(String path, PixelScore pixels, OptionalDouble loss) {
        return new ImageScore(path, Optional.of(pixels), loss, Optional.empty(), "");
    }

    /** An image that cannot be read. */
    public static ImageScore unreadable(String path, String error) {
        return new ImageScore(path, Optional.empty(), OptionalDouble.empty(), Optional.empty(), error);
    }

    /** With the earlier image that it repeats, as a finder reports it. */
    public ImageScore comparedBy(DuplicateFinder finder) {
        return pixels.isEmpty() ? this : new ImageScore(path, pixels, loss, finder.add(path, pixels.get()), error);
    }
}
