package dev.pixio.data;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;

/** Checks that a source has an image that can be read, before a model is built or loaded for it. */
public final class ReadableCheck {

    private ReadableCheck() {}

    /**
     * Reads images in order up to the first that is readable, usually one.
     *
     * @throws IOException in one line, with the first image and its reason, if all images are unreadable
     */
    public static void require(ImageSource source) throws IOException {
        String first = "";
        for (long i = 0; i < source.size(); i++) {
            try {
                source.read(i, reduction -> true).close();
                return;
            } catch (ImageReadException e) {
                first = first.isEmpty() ? source.name(i) + ": " + e.reason() : first;
            }
        }
        throw new IOException("no image can be read from " + source.description() + ", first " + first);
    }
}
