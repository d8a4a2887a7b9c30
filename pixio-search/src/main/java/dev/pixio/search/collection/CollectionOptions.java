package dev.pixio.search.collection;

/**
 * What is found out about a collection. Start from {@link #DEFAULT} and change single settings with the {@code with...} methods.
 *
 * @param maxImages of larger collections so many images, evenly spaced in the order of their paths, are taken
 * @param neighbours nearest images whose mean similarity tells whether an image is an outlier
 * @param duplicateSimilarity cosine from which two images are near duplicates; vectors are without the mean of the collection
 * @param projection how images are placed on the map
 * @param seed of the projection
 */
public record CollectionOptions(
        int maxImages, int neighbours, double duplicateSimilarity, Projection projection, long seed) {

    /** A few seconds; the map by UMAP. */
    public static final CollectionOptions DEFAULT = new CollectionOptions(5_000, 5, 0.95, Projection.UMAP, 0);

    private static final int LARGEST = 100_000;

    /** How vectors become places in a plane. */
    public enum Projection {
        /** The two principal components: linear and fast. */
        PCA,
        /** UMAP (arXiv 1802.03426) of the first 50 principal components: images that are near each other stay so. */
        UMAP
    }

    public CollectionOptions {
        if (maxImages < 2 || maxImages > LARGEST) {
            throw new IllegalArgumentException("the number of images must be 2 to " + LARGEST + ", not " + maxImages);
        }
        if (neighbours < 1 || neighbours > 100) {
            throw new IllegalArgumentException("the number of neighbours must be 1 to 100, not " + neighbours);
        }
        if (!(duplicateSimilarity > 0 && duplicateSimilarity <= 1)) {
            throw new IllegalArgumentException(
                    "the similarity of near duplicates must be above 0 and at most 1, not " + duplicateSimilarity);
        }
    }

    /** With another limit of images, 2 to 100,000. The time grows with its square. */
    public CollectionOptions withMaxImages(int number) {
        return new CollectionOptions(number, neighbours, duplicateSimilarity, projection, seed);
    }

    /** With another similarity of near duplicates, above 0 and at most 1. */
    public CollectionOptions withDuplicateSimilarity(double cosine) {
        return new CollectionOptions(maxImages, neighbours, cosine, projection, seed);
    }

    /** With another projection. */
    public CollectionOptions withProjection(Projection other) {
        return new CollectionOptions(maxImages, neighbours, duplicateSimilarity, other, seed);
    }
}
