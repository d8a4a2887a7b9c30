package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import java.io.IOException;
import java.util.Optional;

/**
 * A kind of value that names images, such as a list or an archive. Implementations have no state. Those of other modules are
 * found by {@link java.util.ServiceLoader}.
 */
public interface DataScheme {

    /** Whether a value is of this kind; looks at the value and at whether it is a file or a folder, not into files. */
    boolean accepts(String value);

    /** Whether the order of some of these images depends on the number of images among which an epoch is shuffled. */
    default boolean usesShuffleBuffer() {
        return false;
    }

    /**
     * Opens the images. The caller closes the source.
     *
     * @param value that this scheme accepts
     * @throws IOException in one line: there are no images, or they cannot be listed
     * @throws IllegalArgumentException in one line: the value is not valid
     */
    ImageSource open(String value, SourceSettings settings) throws IOException;

    /**
     * Opens the images with their classes; empty, as by default, if images of this kind have none. The caller closes the source.
     *
     * @param value that this scheme accepts
     * @throws IOException as {@link #open}, or the images have no classes
     */
    default Optional<LabelledSource> openLabelled(String value, SourceSettings settings) throws IOException {
        return Optional.empty();
    }
}
