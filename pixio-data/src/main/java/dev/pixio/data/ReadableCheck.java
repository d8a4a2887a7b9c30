package dev.pixio.data;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;

/** Checks that a source has an image that can be read, before a model is built or loaded for it. */
public final class ReadableCheck {

    private ReadableCheck() {}

    /** As {@link #require(ImageSource, ImageInput)}, for photographs. */
    public static void require(ImageSource source) throws IOException {
        require(source, ImageInput.RGB);
    }

    /**
     * Reads images in order up to the first that is readable, usually one.
     *
     * @param input which channels and which scale they must have
     * @throws IOException in one line, with the first image and its reason, if all images are unreadable
     */
    public static void require(ImageSource source, ImageInput input) throws IOException {
        String first = "";
        for (long i = 0; i < source.size(); i++) {
            try {
                read(source, i, input);
                return;
            } catch (ImageReadException e) {
                first = first.isEmpty() ? source.name(i) + ": " + e.reason() : first;
            }
        }
        throw new IOException("no image can be read from " + source.description() + ", first " + first);
    }

    private static void read(ImageSource source, long index, ImageInput input) throws ImageReadException {
        if (input.isRgb8()) {
            source.read(index, reduction -> true).close();
        } else if (source.raster(index, input).channels() != input.channels()) {
            throw new ImageReadException("has other channels than " + input.channels());
        }
    }
}
