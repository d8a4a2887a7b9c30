package dev.pixio.bench.search;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.io.FileTree;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderIndex;
import dev.pixio.search.folder.FolderStore;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.update.ImageVectors;
import dev.pixio.torch.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * An index of made vectors: normal around one of 1,000 centres, with half the spread of the centres.
 *
 * @param images number of vectors
 * @param dimension of a vector
 * @param queries number of searches
 */
record MadeIndex(int images, int dimension, int queries) {

    private static final int CENTRES = 1000;
    private static final float SPREAD = 0.5f;
    private static final int BATCH = 1000;
    private static final int TOP = 10;
    private static final int WARM_UP = 50;

    MadeIndex {
        if (images < TOP || dimension < 2 || queries < 1) {
            throw new IllegalArgumentException("at least " + TOP + " images, 2 numbers and 1 query are needed, not "
                    + images + ", " + dimension + " and " + queries);
        }
    }

    /** Builds and searches the index; the lines of the result. */
    List<String> measure(Optional<Path> work) throws IOException {
        Path folder = Files.createTempDirectory(
                work.orElse(Path.of(System.getProperty("java.io.tmpdir"))).toAbsolutePath(), "pixio-search");
        try {
            float[][] centres = vectors(new Random(1), CENTRES);
            List<String> lines = new ArrayList<>();
            lines.add(build(folder, centres));
            try (FolderIndex index = FolderIndex.open(folder)) {
                lines.addAll(search(index, centres));
            }
            return lines;
        } finally {
            FileTree.delete(folder);
        }
    }

    private String build(Path folder, float[][] centres) throws IOException {
        FeatureOrigin origin = new FeatureOrigin(
                "made", "made", OptionalInt.empty(), "class-mean", 1, "after", "1x1", "crop", 1, "fp32", List.of((long)
                        dimension));
        IndexRoot root = IndexRoot.named("made");
        Random random = new Random(2);
        long start = System.nanoTime();
        long written;
        try (FolderStore store = FolderStore.open(folder, Existing.REPLACE, "bench", TOP)) {
            store.begin(origin);
            for (int i = 0; i < images; i++) {
                float[] vector = near(centres, random);
                store.put(root, "image-" + i, FileFacts.NONE, new ImageVectors(vector, vector));
                if (i % BATCH == 0) {
                    store.endBatch();
                }
            }
            written = System.nanoTime();
            store.finish(List.of(root));
        }
        return String.format(
                Locale.ROOT,
                "%,d vectors of %d numbers: stored in %.0f s, index with graph built in %.0f s, resident memory %,d MB",
                images,
                dimension,
                (written - start) / 1e9,
                (System.nanoTime() - written) / 1e9,
                NativeMemory.resident().orElse(0) >> 20);
    }

    private List<String> search(FolderIndex index, float[][] centres) throws IOException {
        double[] graph = new double[queries];
        double[] exact = new double[queries];
        Random random = new Random(3);
        long found = 0;
        for (int i = -WARM_UP; i < queries; i++) {
            SearchQuery query =
                    SearchQuery.of(near(centres, random), VectorKind.IMAGE).withTop(TOP);
            long start = System.nanoTime();
            Set<Long> hits = ids(index.search(query));
            long middle = System.nanoTime();
            Set<Long> nearest = ids(index.search(query.withMethod(SearchQuery.Method.EXACT)));
            if (i >= 0) {
                exact[i] = (System.nanoTime() - middle) / 1e6;
                graph[i] = (middle - start) / 1e6;
                hits.retainAll(nearest);
                found += hits.size();
            }
        }
        return List.of(
                latency("graph", graph)
                        + String.format(Locale.ROOT, ", recall@%d %.4f", TOP, found / (double) TOP / queries),
                latency("exact", exact),
                String.format(
                        Locale.ROOT,
                        "resident memory %,d MB",
                        NativeMemory.resident().orElse(0) >> 20));
    }

    private static Set<Long> ids(List<SearchHit> hits) {
        Set<Long> ids = new HashSet<>();
        hits.forEach(hit -> ids.add(hit.image().id()));
        return ids;
    }

    private static String latency(String what, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%s: p50 %.2f ms, p99 %.2f ms of %,d searches",
                what,
                sorted[sorted.length / 2],
                sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * 0.99))],
                sorted.length);
    }

    private float[][] vectors(Random random, int count) {
        float[][] vectors = new float[count][dimension];
        for (float[] vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    private float[] near(float[][] centres, Random random) {
        float[] vector = centres[random.nextInt(centres.length)].clone();
        for (int i = 0; i < dimension; i++) {
            vector[i] += SPREAD * (float) random.nextGaussian();
        }
        return ImageVectors.unit(vector);
    }
}
