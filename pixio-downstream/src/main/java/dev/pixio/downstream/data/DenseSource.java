package dev.pixio.downstream.data;

import dev.pixio.image.raster.ImageInput;
import java.io.IOException;

/** Samples for dense prediction. {@link #read} is thread-safe. */
public interface DenseSource {

    /** The number of samples. */
    int size();

    /** The name of a sample in messages. */
    String name(int index);

    /**
     * Reads a sample; the caller closes it.
     *
     * @throws IOException in one line that begins with the file: it cannot be read, or image and true values do not fit
     */
    DenseSample read(int index) throws IOException;

    /**
     * The same samples, whose images are read for an input; by default they are read as 8-bit RGB.
     *
     * @throws IllegalArgumentException in one line, if the images cannot have its channels
     */
    DenseSource withInput(ImageInput input);

    /** What the samples are, in one line. */
    String description();

    /** Identifies the samples: equal text means the same samples. */
    String fingerprint();
}
