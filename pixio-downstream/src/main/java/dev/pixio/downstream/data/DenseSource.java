package dev.pixio.downstream.data;

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

    /** What the samples are, in one line. */
    String description();

    /** Identifies the samples: equal text means the same samples. */
    String fingerprint();
}
