package dev.pixio.search;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An index of images by their features, opened for searching. It shows the state of the index when it was opened; updates by other
 * processes do not change it. All methods are thread-safe.
 */
public interface SearchIndex extends AutoCloseable {

    /** What the index states about itself. */
    IndexDescription description();

    /**
     * The most similar images.
     *
     * @return the most similar first; images of equal similarity in the order of their paths
     * @throws IllegalArgumentException if the vector has not the dimension of the index
     * @throws IndexException in one line: the index is damaged
     */
    List<SearchHit> search(SearchQuery query) throws IOException;

    /** The image with an id; empty if the index has none. */
    Optional<IndexedImage> image(long id) throws IOException;

    /** The image at a path of a root; empty if the index has none. */
    Optional<IndexedImage> image(IndexRoot root, String path) throws IOException;

    /**
     * The vector of an image, of length 1, or 0 if all its features are 0.
     *
     * @throws IllegalArgumentException if the index has no image with this id
     */
    float[] vector(long id, VectorKind kind) throws IOException;

    /**
     * Images in the order of their roots and paths.
     *
     * @param folder only images in this folder and those below it; empty for all
     * @param first number of the first image, from 0
     * @param count number of images; fewer are given if there are no more
     */
    List<IndexedImage> images(String folder, long first, int count) throws IOException;

    /**
     * The number of images in a folder and those below it.
     *
     * @param folder relative to the roots, with slashes; empty for all
     */
    long count(String folder) throws IOException;

    /**
     * Whether the changes of updates are seen. Those of an index in a folder are not: it can still be searched as it was opened; open
     * it again to see them. An index in a database sees them, until it is made anew with other weights or settings.
     */
    boolean isCurrent() throws IOException;

    @Override
    void close() throws IOException;
}
