package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.QueryEncoder;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderIndexTest {

    private static final int EACH = 9;

    @TempDir
    private static Path folder;

    private static Collection collection;
    private static FolderIndex index;
    private static QueryEncoder encoder;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        collection = new Collection(folder);
        collection.writeAll(EACH);
        collection.update();
        index = FolderIndex.open(collection.index());
        encoder = QueryEncoder.of(index.description().origin(), collection.weights(7), "cpu");
    }

    @AfterAll
    static void close() throws IOException {
        index.close();
        encoder.close();
    }

    @Test
    void hitsAreTheImagesOfTheLargestCosineOfTheEncodersFeatures() throws IOException {
        SearchQuery query = encoder.image(collection.images().resolve("a/3.png"));

        List<SearchHit> hits = index.search(query.withTop(7));

        Map<String, Double> cosines = cosines(query.vector(), Pooling.CLASS_MEAN);
        assertThat(names(hits)).isEqualTo(best(cosines, 7));
        for (SearchHit hit : hits) {
            assertThat(hit.similarity()).isCloseTo(cosines.get(hit.image().path()), within(1e-5));
        }
        assertThat(hits.get(0).image().path()).isEqualTo("a/3.png");
        assertThat(hits.get(0).similarity()).isCloseTo(1, within(1e-6));
    }

    @Test
    void regionsAreComparedWithTheMeanOfPatchTokens() throws IOException {
        SearchQuery query = encoder.region(collection.images().resolve("a/3.png"), new CropBox(0, 0, 18, 20));

        List<SearchHit> hits = index.search(query.withTop(7));

        assertThat(query.kind()).isEqualTo(VectorKind.PATCH_MEAN);
        assertThat(names(hits)).isEqualTo(best(cosines(query.vector(), Pooling.PATCH_MEAN), 7));
    }

    @Test
    void theWholeImageAsARegionIsItsOwnMeanOfPatchTokens() throws IOException {
        SearchQuery query = encoder.region(collection.images().resolve("b/2.png"), new CropBox(0, 0, 36, 40));

        SearchHit first = index.search(query.withTop(1)).get(0);

        // The frame is a square, and the region of 40 x 36 pixels is cut to it: 36 x 36 pixels are resized to 32 x 32,
        // and of the
        // whole image 40 x 36 pixels to 35 x 32.
        assertThat(first.image().path()).isEqualTo("b/2.png");
        assertThat(first.similarity()).isCloseTo(1, within(0.005));
    }

    @Test
    void aFolderLimitsTheImages() throws IOException {
        SearchQuery query = encoder.image(collection.images().resolve("a/3.png"));

        List<SearchHit> hits = index.search(query.withFolder("b/").withTop(100));

        assertThat(hits)
                .hasSize(EACH)
                .allSatisfy(hit -> assertThat(hit.image().folder()).isEqualTo("b"));
        assertThat(names(hits))
                .isEqualTo(best(cosines(query.vector(), Pooling.CLASS_MEAN), 100).stream()
                        .filter(name -> name.startsWith("b/"))
                        .toList());
        assertThat(index.search(query.withFolder("c"))).isEmpty();
    }

    @Test
    void theImageOfTheQueryCanBeLeftOut() throws IOException {
        IndexedImage image =
                index.image(IndexRoot.of(collection.images()), "a/3.png").orElseThrow();
        SearchQuery query = SearchQuery.of(index.vector(image.id(), VectorKind.IMAGE), VectorKind.IMAGE);

        assertThat(names(index.search(query.withoutImage(image.id()).withTop(100))))
                .hasSize(2 * EACH - 1)
                .doesNotContain("a/3.png");
    }

    @Test
    void imagesAreInTheOrderOfTheirPaths() throws IOException {
        assertThat(index.images("", 0, 3))
                .extracting(IndexedImage::path)
                .containsExactly("a/0.png", "a/1.png", "a/2.png");
        assertThat(index.images("b", EACH - 1, 5))
                .extracting(IndexedImage::path)
                .containsExactly("b/8.png");
        assertThat(index.count("b")).isEqualTo(EACH);
        assertThat(index.count("")).isEqualTo(2 * EACH);
    }

    @Test
    void sizeAndDigestOfTheFilesAreKnown() throws IOException {
        IndexedImage image = index.images("", 0, 1).get(0);

        assertThat(image.width()).isEqualTo(40);
        assertThat(image.height()).isEqualTo(36);
        assertThat(image.sha256().orElseThrow()).hasSize(64);
        assertThat(index.image(image.id())).contains(image);
        assertThat(index.image(-1)).isEmpty();
        assertThat(index.image(1000)).isEmpty();
    }

    @Test
    void manyThreadsGetTheSameHits() throws IOException, InterruptedException, ExecutionException {
        SearchQuery query = encoder.image(collection.images().resolve("b/1.png"));
        List<SearchHit> expected = index.search(query);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<SearchHit>>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Callable<List<SearchHit>> search = () -> index.search(query);
                results.add(threads.submit(search));
            }
            for (Future<List<SearchHit>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aVectorOfAnotherDimensionIsRefused() {
        assertThatThrownBy(() -> index.search(SearchQuery.of(new float[] {1, 0}, VectorKind.IMAGE)))
                .hasMessage("the vector of the query has 2 numbers, and those of the index 16");
    }

    @Test
    void otherWeightsAreRefused() throws IOException {
        Path others = collection.weights(8);

        assertThatThrownBy(() -> QueryEncoder.of(index.description().origin(), others, "cpu"))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("the index was not made with " + others)
                .hasMessageContaining("fingerprint");
    }

    private static List<String> names(List<SearchHit> hits) {
        return hits.stream().map(hit -> hit.image().path()).toList();
    }

    /** In plain arithmetic, from the features of the encoder. */
    private static Map<String, Double> cosines(float[] query, Pooling pooling) throws IOException {
        Map<String, Double> cosines = new TreeMap<>();
        try (ImageEncoder plain = ImageEncoder.load(collection.weights(7), Collection.FP32.withPooling(pooling))) {
            for (String name : List.of("a/", "b/")) {
                for (int i = 0; i < EACH; i++) {
                    try (RgbImage image =
                            ImageDecoder.withDefaults().read(collection.images().resolve(name + i + ".png"))) {
                        cosines.put(name + i + ".png", cosine(query, plain.embed(image)));
                    }
                }
            }
        }
        return cosines;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }
        return product / Math.sqrt(first * second);
    }

    private static List<String> best(Map<String, Double> cosines, int count) {
        return cosines.entrySet().stream()
                .sorted(Comparator.comparingDouble(image -> -image.getValue()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }
}
