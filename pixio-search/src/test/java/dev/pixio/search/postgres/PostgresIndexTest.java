package dev.pixio.search.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.Recall;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderIndex;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a server, which {@link PostgresServer} starts. */
class PostgresIndexTest {

    private static PostgresServer server;

    @TempDir
    private Path folder;

    private Collection collection;
    private Database database;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void make() throws IOException, InterruptedException {
        database = server.database("");
        collection = new Collection(folder);
        collection.writeAll(15);
        update(7, true, new UpdateListener() {});
    }

    private UpdateResult update(long seed, boolean anew, UpdateListener listener)
            throws IOException, InterruptedException {
        return update(collection.images(), seed, anew, listener);
    }

    private UpdateResult update(Path images, long seed, boolean anew, UpdateListener listener)
            throws IOException, InterruptedException {
        try (ImageEncoder encoder = ImageEncoder.load(collection.weights(seed), Collection.FP32);
                PostgresStore store = PostgresStore.open(database, anew, "test");
                IndexedSource source = IndexedSource.of(images)) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4)).run(List.of(source), listener);
        }
    }

    @Test
    void hitsAreThoseOfAnIndexInAFolder() throws IOException, InterruptedException {
        collection.update();
        try (PostgresIndex index = PostgresIndex.open(database);
                FolderIndex other = FolderIndex.open(collection.index())) {
            for (VectorKind kind : VectorKind.values()) {
                for (String name : List.of("", "b")) {
                    IndexedImage image = other.images("", 3, 1).get(0);
                    SearchQuery query = SearchQuery.of(other.vector(image.id(), kind), kind)
                            .withFolder(name)
                            .withTop(7)
                            .withMethod(SearchQuery.Method.EXACT);
                    assertSame(index.search(query), other.search(query));
                }
            }
            assertThat(index.count("b")).isEqualTo(15);
            assertThat(paths(index.images("b", 1, 2))).isEqualTo(paths(other.images("b", 1, 2)));
        }
    }

    private static void assertSame(List<SearchHit> hits, List<SearchHit> expected) {
        assertThat(paths(hits.stream().map(SearchHit::image).toList()))
                .isEqualTo(paths(expected.stream().map(SearchHit::image).toList()));
        for (int i = 0; i < hits.size(); i++) {
            assertThat(hits.get(i).similarity()).isCloseTo(expected.get(i).similarity(), within(1e-5));
        }
    }

    private static List<String> paths(List<IndexedImage> images) {
        return images.stream().map(IndexedImage::path).toList();
    }

    @Test
    void theGraphFindsTheNearestImages() throws IOException {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            assertThat(Recall.of(index, 30, 10).share()).isGreaterThan(0.98);
        }
    }

    /** Reading whole tables is made expensive, so that the planner takes the graph wherever it may. */
    @Test
    void onlySearchesThatMayMissSomethingUseTheGraph() throws Exception {
        Database expensive = server.database("&options=-c%20seq_page_cost%3D1000000");
        long before = scansOfTheGraph();
        try (PostgresIndex index = PostgresIndex.open(expensive)) {
            long id = index.images("", 3, 1).get(0).id();
            SearchQuery query = SearchQuery.of(index.vector(id, VectorKind.IMAGE), VectorKind.IMAGE);
            for (int round = 0; round < 12; round++) { // drivers and servers keep plans of repeated statements
                List<SearchHit> exact = index.search(query.withMethod(SearchQuery.Method.EXACT));
                assertSame(index.search(query), exact);
            }
        }
        long scans = scansOfTheGraph();
        for (int attempt = 0; scans == before && attempt < 100; attempt++) { // counted when the connection has ended
            Thread.sleep(50);
            scans = scansOfTheGraph();
        }
        assertThat(scans - before).isEqualTo(12);
    }

    private long scansOfTheGraph() throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'pixio_images_hnsw'")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Test
    void aLostConnectionIsOpenedAgain() throws Exception {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            try (Connection other = database.connect();
                    Statement statement = other.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        + " AND usename = current_user AND backend_type = 'client backend'");
            }
            assertThat(index.count("")).isEqualTo(30);
            assertThat(index.vector(index.images("", 0, 1).get(0).id(), VectorKind.IMAGE))
                    .isNotEmpty();
        }
    }

    @Test
    void changesAreFound() throws IOException, InterruptedException {
        collection.write("a/1.png", 77);
        collection.write("c/new.png", 78);
        Files.delete(collection.images().resolve("b/2.png"));

        UpdateResult result = update(7, false, new UpdateListener() {});
        UpdateResult again = update(7, false, new UpdateListener() {});

        assertThat(result.computed()).isEqualTo(2);
        assertThat(result.changes().added()).isEqualTo(1);
        assertThat(result.changes().changed()).isEqualTo(1);
        assertThat(result.changes().removed()).isEqualTo(1);
        assertThat(result.changes().images()).isEqualTo(30);
        assertThat(again.computed()).isZero();
        assertThat(again.changes().generation()).isEqualTo(result.changes().generation());
    }

    @Test
    void aStoppedUpdateGoesOn() throws IOException, InterruptedException {
        assertThatThrownBy(() -> update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);

        UpdateResult result = update(7, true, new UpdateListener() {});

        assertThat(result.computed()).isBetween(1L, 22L);
        assertThat(result.changes().images()).isEqualTo(30);
    }

    /** Stops after some batches. */
    private static UpdateListener stopping() {
        return new UpdateListener() {
            private long done;

            @Override
            public void onBatch(long computed, long total) {
                done = computed;
            }

            @Override
            public boolean isStopRequested() {
                return done >= 8;
            }
        };
    }

    @Test
    void theOldIndexStaysUntilANewOneIsComplete() throws IOException, InterruptedException {
        assertThatThrownBy(() -> update(8, true, stopping())).isInstanceOf(InterruptedIOException.class);
        try (PostgresIndex old = PostgresIndex.open(database)) {
            long generation = old.description().generation();
            assertThat(old.count("")).isEqualTo(30);
            assertThat(update(7, false, new UpdateListener() {}).computed()).isZero(); // of the same weights as before

            UpdateResult result = update(8, true, new UpdateListener() {});

            assertThat(result.changes().images()).isEqualTo(30);
            assertThat(result.changes().generation()).isGreaterThan(generation);
            assertThat(old.isCurrent()).isFalse();
            assertThatThrownBy(() -> old.count(""))
                    .hasMessageEndingWith("was made anew with other weights or settings: open it again")
                    .isInstanceOfSatisfying(
                            IndexException.class,
                            e -> assertThat(e.isReplaced()).isTrue());
        }
        try (PostgresIndex made = PostgresIndex.open(database)) {
            assertThat(made.count("")).isEqualTo(30);
            assertThat(Recall.of(made, 30, 10).share()).isGreaterThan(0.98);
        }
        assertThat(update(8, false, new UpdateListener() {}).computed()).isZero();
        assertThat(update(8, true, new UpdateListener() {}).computed()).isEqualTo(30);
    }

    @Test
    void anOpenIndexGoesOnWithOneOfTheSameWeights() throws IOException, InterruptedException {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            Path images = otherImages();
            IndexedImage before = index.images("", 0, 1).get(0);

            update(images, 7, true, new UpdateListener() {});

            IndexedImage made = index.images("", 0, 100).get(0);
            assertThat(index.count("")).isEqualTo(1);
            assertThat(made.root()).isEqualTo(IndexRoot.of(images));
            assertThat(index.description().roots()).containsExactly(IndexRoot.of(images));
            SearchQuery query = SearchQuery.of(index.vector(made.id(), VectorKind.IMAGE), VectorKind.IMAGE);
            assertThat(index.search(query)).singleElement().satisfies(hit -> {
                assertThat(hit.image()).isEqualTo(made);
                assertThat(hit.similarity()).isCloseTo(1, within(1e-5));
            });
            assertThat(index.image(before.id()))
                    .as("no other image has its number")
                    .isEmpty();
            assertThat(index.isCurrent())
                    .as("what was derived from the old one")
                    .isFalse();
        }
    }

    @Test
    void imagesOfARootThatIsAddedAreFound() throws IOException, InterruptedException {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            Path images = otherImages();

            update(images, 7, false, new UpdateListener() {});

            assertThat(index.count("")).isEqualTo(31);
            assertThat(index.image(IndexRoot.of(images), "x.png"))
                    .map(IndexedImage::root)
                    .contains(IndexRoot.of(images));
        }
    }

    /** Until a reader has read, the tables it began with are there. */
    @Test
    void tablesAreNotReplacedWhileTheyAreRead() throws Exception {
        try (Connection reader = database.connect();
                Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            reader.setAutoCommit(false);
            Tables.CURRENT.lock(reader);
            long identity = Tables.CURRENT.identity(reader);
            statement.execute("SET lock_timeout = '200ms'");

            assertThatThrownBy(() -> Tables.CURRENT.drop(writer)).hasMessageContaining("lock timeout");

            assertThat(Tables.CURRENT.identity(reader)).isEqualTo(identity);
            assertThat(Tables.CURRENT.roots(reader)).hasSize(1);
        }
    }

    /** An update that drops the tables does not wait for readers that are open but do nothing. */
    @Test
    void anOpenIndexHoldsNoLock() throws Exception {
        try (PostgresIndex index = PostgresIndex.open(database);
                Connection other = database.connect();
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE relation ="
                        + " 'pixio_index'::regclass AND pid <> pg_backend_pid()")) {
            assertThat(index).isNotNull();
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    /** What an interrupted update with other weights left is no part of the new index. */
    @Test
    void leftoversOfOtherWeightsAreDropped() throws IOException, InterruptedException {
        assertThatThrownBy(() -> update(8, true, stopping())).isInstanceOf(InterruptedIOException.class);

        assertThat(update(9, true, new UpdateListener() {}).computed()).isEqualTo(30);
    }

    /** What an interrupted update of other images left is no part of the new index either. */
    @Test
    void leftoversOfOtherSourcesAreDropped() throws IOException, InterruptedException {
        assertThatThrownBy(() -> update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);
        Path images = otherImages();

        UpdateResult result = update(images, 7, true, new UpdateListener() {});

        assertThat(result.changes().images()).isEqualTo(1);
        try (PostgresIndex made = PostgresIndex.open(database)) {
            assertThat(made.description().roots()).containsExactly(IndexRoot.of(images));
            assertThat(paths(made.images("", 0, 100))).containsExactly("x.png");
        }
    }

    @Test
    void leftoversDoNotMakeAnIndexOfImagesThatCannotBeRead() throws IOException, InterruptedException {
        assertThatThrownBy(() -> update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);
        Path images = otherImages();
        Files.writeString(images.resolve("x.png"), "no image");

        assertThatThrownBy(() -> update(images, 7, true, new UpdateListener() {}))
                .hasMessage("none of the images can be read: the index would be empty");

        try (PostgresIndex old = PostgresIndex.open(database)) {
            assertThat(old.count("")).isEqualTo(30);
        }
    }

    /** A page that shows hits of the old index does not name other images by their numbers. */
    @Test
    void numbersOfAnIndexThatIsContinuedAfterAnUpdateAreNew() throws IOException, InterruptedException {
        assertThatThrownBy(() -> update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);
        for (int i = 0; i < 12; i++) {
            collection.write("c/" + i + ".png", 60 + i);
        }
        update(7, false, new UpdateListener() {});
        try (PostgresIndex index = PostgresIndex.open(database)) {
            List<IndexedImage> before = index.images("", 0, 100);

            UpdateResult result = update(7, true, new UpdateListener() {});

            assertThat(result.computed()).isLessThan(42); // those of the interrupted update are kept
            assertThat(index.images("", 0, 100))
                    .hasSize(42)
                    .extracting(IndexedImage::id)
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(
                            before.stream().map(IndexedImage::id).toList());
        }
    }

    /** The folder of another collection, with one image. */
    private Path otherImages() throws IOException {
        Collection other = new Collection(Files.createDirectory(folder.resolve("other")));
        other.write("x.png", 50);
        return other.images();
    }

    @Test
    void otherWeightsAreRefused() {
        assertThatThrownBy(() -> update(8, false, new UpdateListener() {}))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("was made with other weights or settings");
    }

    @Test
    void anImageIsFoundByIdAndPath() throws IOException {
        try (SearchIndex index = PostgresIndex.open(database)) {
            IndexedImage image =
                    index.image(IndexRoot.of(collection.images()), "a/3.png").orElseThrow();

            assertThat(index.image(image.id())).contains(image);
            assertThat(image.width()).isEqualTo(40);
            assertThat(index.isCurrent()).isTrue();
        }
    }

    @Test
    void passwordsAreNotInMessages() {
        Database wrong =
                new Database("jdbc:postgresql://127.0.0.1:" + server.port() + "/none?user=pixio&password=s3cret");

        assertThatThrownBy(() -> PostgresIndex.open(wrong))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:" + server.port() + "/none")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("user=");
    }
}
