package dev.pixio.search.collection;

import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.VectorKind;
import dev.pixio.search.update.ImageVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Images and their vectors without the mean of the collection, of length 1. Features of an encoder have a large part in common, so that
 * all cosines are near 1 with it.
 *
 * @param images in the order of their paths
 * @param numbers {@code [images, D]} in row order
 * @param dimension D
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
record CentredVectors(List<IndexedImage> images, float[] numbers, int dimension) {

    private static final int PAGE = 1000;

    static CentredVectors of(SearchIndex index, int limit) throws IOException {
        List<IndexedImage> images = selected(index, limit);
        int dimension = index.description().origin().dimension();
        float[] numbers = new float[Math.multiplyExact(images.size(), dimension)];
        double[] mean = new double[dimension];
        for (int i = 0; i < images.size(); i++) {
            float[] vector = index.vector(images.get(i).id(), VectorKind.IMAGE);
            System.arraycopy(vector, 0, numbers, i * dimension, dimension);
            for (int d = 0; d < dimension; d++) {
                mean[d] += vector[d] / (double) images.size();
            }
        }
        for (int i = 0; i < images.size(); i++) {
            float[] centred = new float[dimension];
            for (int d = 0; d < dimension; d++) {
                centred[d] = (float) (numbers[i * dimension + d] - mean[d]);
            }
            System.arraycopy(ImageVectors.unit(centred), 0, numbers, i * dimension, dimension);
        }
        return new CentredVectors(images, numbers, dimension);
    }

    private static List<IndexedImage> selected(SearchIndex index, int limit) throws IOException {
        long total = index.count("");
        long wanted = Math.min(total, limit);
        List<IndexedImage> images = new ArrayList<>();
        if (wanted == total) {
            for (long first = 0; first < total; first += PAGE) {
                images.addAll(index.images("", first, PAGE));
            }
            return images;
        }
        for (long i = 0; i < wanted; i++) {
            images.addAll(index.images("", i * total / wanted, 1));
        }
        return images;
    }

    int size() {
        return images.size();
    }

    List<CollectionView.Point> points(double[][] places) {
        List<CollectionView.Point> points = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            points.add(new CollectionView.Point(images.get(i), places[i][0], places[i][1]));
        }
        return points;
    }
}
