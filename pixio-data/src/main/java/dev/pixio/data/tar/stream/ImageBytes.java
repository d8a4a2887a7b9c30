package dev.pixio.data.tar.stream;

import dev.pixio.image.format.ImageReadException;

/** The bytes of the images of archives. Thread-safe. */
public interface ImageBytes extends AutoCloseable {

    /**
     * All bytes of an image.
     *
     * @throws ImageReadException in one line, without the name: the image is cut off, too large or no image
     */
    byte[] read(int archive, int image) throws ImageReadException;

    @Override
    void close();
}
