package dev.pixio.search.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Searches in a database. Needs a server, which {@link PostgresServer} starts. */
class PostgresIndexTest {

    @RegisterExtension
    private static final PostgresExtension POSTGRES = new PostgresExtension();

    @TempDir
    private Path folder;

    private Collection collection;
    private Database database;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        database = POSTGRES.server().database("");
        collection = PostgresCollection.make(folder, database).collection();
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
        Database expensive = POSTGRES.server().database("&options=-c%20seq_page_cost%3D1000000");
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
        Database wrong = new Database(
                "jdbc:postgresql://127.0.0.1:" + POSTGRES.server().port() + "/none?user=pixio&password=s3cret");

        assertThatThrownBy(() -> PostgresIndex.open(wrong))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining(
                        "jdbc:postgresql://127.0.0.1:" + POSTGRES.server().port() + "/none")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("user=");
    }
}
