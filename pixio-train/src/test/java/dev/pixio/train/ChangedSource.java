package dev.pixio.train;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.Set;

/**
 * A source of which some images cannot be read, or all take longer.
 *
 * @param unreadable the images that cannot be read
 * @param millis that each of the others takes longer
 */
record ChangedSource(ImageSource source, Set<Long> unreadable, long millis) implements ImageSource {

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public RgbImage read(long image) throws ImageReadException {
        if (unreadable.contains(image)) {
            throw new ImageReadException("damaged");
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return source.read(image);
    }

    @Override
    public String name(long image) {
        return source.name(image);
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public void close() {
        // Scenes hold nothing.
    }
}
