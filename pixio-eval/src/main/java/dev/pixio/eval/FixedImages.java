package dev.pixio.eval;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;

/**
 * Images at evenly spaced indices of a source, which a run draws again and again.
 *
 * @param source preferably one that is not trained on
 * @param count number of images
 */
record FixedImages(ImageSource source, int count) {

    private static final int ATTEMPTS = 100;

    /** Fewer than asked for if the source is smaller. */
    static FixedImages of(ImageSource source, int most) {
        return new FixedImages(source, (int) Math.min(most, source.size()));
    }

    /**
     * Reads an image, or the next one that is readable.
     *
     * @param number of the image, from 0
     */
    RgbImage read(int number) throws IOException {
        return read(number, source::read);
    }

    /** Reads an image of the source in a way of its own. */
    @FunctionalInterface
    interface Reading<T> {
        T read(long index) throws ImageReadException;
    }

    /**
     * Reads an image, or the next one that is readable.
     *
     * @param number of the image, from 0
     */
    <T> T read(int number, Reading<T> reading) throws IOException {
        long size = source.size();
        long index = number * size / count;
        for (long tried = 0; tried < Math.min(size, ATTEMPTS); tried++) {
            try {
                return reading.read(index);
            } catch (ImageReadException e) {
                if (e.isOutOfMemory()) {
                    throw new IOException(source.name(index) + ": " + e.reason(), e);
                }
                // The loader reports unreadable images; here the next image is used instead.
                index = (index + 1) % size;
            }
        }
        throw new IOException("found no readable image to draw in " + source.description());
    }
}
