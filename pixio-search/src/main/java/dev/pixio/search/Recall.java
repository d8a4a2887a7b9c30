package dev.pixio.search;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many of the nearest images a search finds, beside an exact one.
 *
 * @param queries number of images that were searched for
 * @param top number of nearest images
 * @param share of the nearest images that were found, 0 to 1
 * @param seconds of a search in the mean
 * @param exactSeconds of an exact search in the mean
 */
public record Recall(int queries, int top, double share, double seconds, double exactSeconds) {

    /**
     * Measures images of an index, evenly spaced in the order of their paths, as queries for the others.
     *
     * @param index stays open
     * @param queries number of images, at most
     * @param top number of nearest images, at least 1
     */
    public static Recall of(SearchIndex index, int queries, int top) throws IOException {
        long images = index.count("");
        int taken = (int) Math.min(images, queries);
        long found = 0;
        long wanted = 0;
        long time = 0;
        long exactTime = 0;
        for (int i = 0; i < taken; i++) {
            IndexedImage image = index.images("", i * images / taken, 1).get(0);
            SearchQuery query = SearchQuery.of(index.vector(image.id(), VectorKind.IMAGE), VectorKind.IMAGE)
                    .withoutImage(image.id())
                    .withTop(top);
            long start = System.nanoTime();
            Set<Long> hits = ids(index.search(query));
            long middle = System.nanoTime();
            Set<Long> exact = ids(index.search(query.withMethod(SearchQuery.Method.EXACT)));
            exactTime += System.nanoTime() - middle;
            time += middle - start;
            wanted += exact.size();
            hits.retainAll(exact);
            found += hits.size();
        }
        return new Recall(
                taken, top, wanted == 0 ? 1 : (double) found / wanted, time / 1e9 / taken, exactTime / 1e9 / taken);
    }

    private static Set<Long> ids(List<SearchHit> hits) {
        Set<Long> ids = new HashSet<>();
        hits.forEach(hit -> ids.add(hit.image().id()));
        return ids;
    }
}
