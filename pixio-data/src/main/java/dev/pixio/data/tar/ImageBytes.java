package dev.pixio.data.tar;

import dev.pixio.image.format.ImageReadException;

/** The bytes of the images of archives. Thread-safe. */
interface ImageBytes extends AutoCloseable {

    /**
     * All bytes of an image.
     *
     * @throws ImageReadException in one line, without the name: the image is cut off, too large or no image
     */
    byte[] read(TarSet.Place place) throws ImageReadException;

    @Override
    void close();
}
