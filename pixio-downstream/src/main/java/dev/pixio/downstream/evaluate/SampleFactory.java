package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.layout.DenseData;
import java.io.IOException;

/** The samples of an evaluation. Those of files do not depend on the encoder; scenes are rendered in the size of its input. */
@FunctionalInterface
public interface SampleFactory {

    /**
     * Opens the samples.
     *
     * @param crop height and width of training images
     */
    DenseData open(int crop) throws IOException;
}
