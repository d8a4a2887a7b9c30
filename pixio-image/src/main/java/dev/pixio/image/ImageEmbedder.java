package dev.pixio.image;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns images into features, by whatever runs the model. All methods may be called by several threads at once, and ask
 * nothing of the caller but to close the embedder in the end.
 */
public interface ImageEmbedder extends AutoCloseable {

    /** Numbers in the features of one image. */
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
     * @param image decoded, and left open
     * @return {@code dimension()} numbers
     */
    float[] embed(RgbImage image);

    /**
     * The features of several images, which is faster than one after the other.
     *
     * @param images decoded, and left open
     * @return {@code dimension()} numbers each, in the order of the images
     */
    List<float[]> embed(List<RgbImage> images);

    @Override
    void close();
}
