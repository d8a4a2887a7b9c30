package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.layout.DenseData;
import dev.pixio.image.resize.ImageSize;
import java.io.IOException;

/** The samples of an evaluation. Those of files do not depend on the encoder; scenes are rendered in the size of its input. */
@FunctionalInterface
public interface SampleFactory {

    /**
     * Opens the samples.
     *
     * @param crop size of training images
     */
    DenseData open(ImageSize crop) throws IOException;
}
