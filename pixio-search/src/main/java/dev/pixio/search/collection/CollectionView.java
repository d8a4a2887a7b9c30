package dev.pixio.search.collection;

import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchIndex;
import java.io.IOException;
import java.util.List;

/**
 * A collection as a whole.
 *
 * @param total number of images of the index
 * @param points the images that were looked at, in the order of their paths, with their places on the map
 * @param duplicates groups of near duplicates, the largest first
 * @param outliers the images, the least similar to their neighbours first
 */
public record CollectionView(long total, List<Point> points, List<DuplicateGroup> duplicates, List<Outlier> outliers) {

    public CollectionView {
        points = List.copyOf(points);
        duplicates = List.copyOf(duplicates);
        outliers = List.copyOf(outliers);
    }

    /**
     * The place of an image on the map.
     *
     * @param image of the index
     * @param x from 0 to 1
     * @param y from 0 to 1
     */
    public record Point(IndexedImage image, double x, double y) {}

    /**
     * Images that are near duplicates of one another, directly or by others of the group.
     *
     * @param images at least two, in the order of their paths
     * @param similarity the smallest similarity by which an image belongs to the group
     */
    public record DuplicateGroup(List<IndexedImage> images, double similarity) {

        public DuplicateGroup {
            images = List.copyOf(images);
        }
    }

    /**
     * An image and how similar its neighbours are.
     *
     * @param image of the index
     * @param similarity mean cosine to its nearest images
     */
    public record Outlier(IndexedImage image, double similarity) {}

    /**
     * Looks at a collection. Not interruptible; the time grows with the square of the number of images.
     *
     * @param index stays open
     */
    public static CollectionView of(SearchIndex index, CollectionOptions options) throws IOException {
        CentredVectors vectors = CentredVectors.of(index, options.maxImages());
        Neighbourhoods near = Neighbourhoods.of(vectors, options);
        double[][] places = Places.of(vectors, options);
        return new CollectionView(
                index.description().images(), vectors.points(places), near.groups(vectors), near.outliers(vectors));
    }
}
