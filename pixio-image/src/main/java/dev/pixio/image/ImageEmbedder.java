package dev.pixio.image;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes features of images, independently of the library that runs the model. All methods are thread-safe. The caller
 * closes the embedder. Features are finite: a model that overflows ends in a {@link NonFiniteFeaturesException}.
 */
public interface ImageEmbedder extends AutoCloseable {

    /** Dimension of the features of one image. */
    int dimension();

    /**
     * The features of an image file.
     *
     * @return {@code dimension()} numbers
     * @throws ImageReadException if the file cannot be read as an image
     */
    float[] embed(Path file) throws IOException;

    /**
     * The features of an image.
     *
     * @param image decoded; not closed by this method
     * @return {@code dimension()} numbers
     */
    float[] embed(RgbImage image);

    /**
     * The features of several images; faster than one call per image.
     *
     * @param images decoded; not closed by this method
     * @return {@code dimension()} numbers per image, in the order of the images
     */
    List<float[]> embed(List<RgbImage> images);

    /** Frees the model. */
    @Override
    void close();
}
