package dev.pixio.search.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.search.Collection;
import dev.pixio.search.IndexDescription;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.Recall;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Changes of an index in a database, and its replacement. Needs a server, which {@link PostgresServer} starts. */
class PostgresUpdateTest {

    @RegisterExtension
    private static final PostgresExtension POSTGRES = new PostgresExtension();

    @TempDir
    private Path folder;

    private PostgresCollection indexed;
    private Collection collection;
    private Database database;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        database = POSTGRES.server().database("");
        indexed = PostgresCollection.make(folder, database);
        collection = indexed.collection();
    }

    @Test
    void changesAreFound() throws IOException, InterruptedException {
        collection.write("a/1.png", 77);
        collection.write("c/new.png", 78);
        Files.delete(collection.images().resolve("b/2.png"));

        UpdateResult result = indexed.update(7, false, new UpdateListener() {});
        UpdateResult again = indexed.update(7, false, new UpdateListener() {});

        assertThat(result.computed()).isEqualTo(2);
        assertThat(result.changes().added()).isEqualTo(1);
        assertThat(result.changes().changed()).isEqualTo(1);
        assertThat(result.changes().removed()).isEqualTo(1);
        assertThat(result.changes().images()).isEqualTo(30);
        assertThat(again.computed()).isZero();
        assertThat(again.changes().generation()).isEqualTo(result.changes().generation());
    }

    @Test
    void anOpenIndexStatesItsUpdates() throws IOException, InterruptedException {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            IndexDescription before = index.description();
            assertThat(index.description()).isEqualTo(before);
            collection.write("a/1.png", 77);
            indexed.update(7, false, new UpdateListener() {});
            assertThat(index.description()).isNotEqualTo(before);
            assertThat(index.description().generation()).isGreaterThan(before.generation());
            assertThat(index.isCurrent()).isTrue();
        }
    }

    @Test
    void imagesOfARootThatIsAddedAreFound() throws IOException, InterruptedException {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            Path images = otherImages();

            indexed.update(images, 7, false, new UpdateListener() {});

            assertThat(index.count("")).isEqualTo(31);
            assertThat(index.image(IndexRoot.of(images), "x.png"))
                    .map(IndexedImage::root)
                    .contains(IndexRoot.of(images));
        }
    }

    @Test
    void otherWeightsAreRefused() {
        assertThatThrownBy(() -> indexed.update(8, false, new UpdateListener() {}))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("was made with other weights or settings");
    }

    @Test
    void aStoppedUpdateGoesOn() throws IOException, InterruptedException {
        assertThatThrownBy(() -> indexed.update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);

        UpdateResult result = indexed.update(7, true, new UpdateListener() {});

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
        assertThatThrownBy(() -> indexed.update(8, true, stopping())).isInstanceOf(InterruptedIOException.class);
        try (PostgresIndex old = PostgresIndex.open(database)) {
            long generation = old.description().generation();
            assertThat(old.count("")).isEqualTo(30);
            assertThat(indexed.update(7, false, new UpdateListener() {}).computed())
                    .isZero(); // of the same weights as before

            UpdateResult result = indexed.update(8, true, new UpdateListener() {});

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
        assertThat(indexed.update(8, false, new UpdateListener() {}).computed()).isZero();
        assertThat(indexed.update(8, true, new UpdateListener() {}).computed()).isEqualTo(30);
    }

    @Test
    void anOpenIndexGoesOnWithOneOfTheSameWeights() throws IOException, InterruptedException {
        try (PostgresIndex index = PostgresIndex.open(database)) {
            Path images = otherImages();
            IndexedImage before = index.images("", 0, 1).get(0);

            indexed.update(images, 7, true, new UpdateListener() {});

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
            assertThat(index.isCurrent()).isTrue();
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

    /** What an interrupted update with other weights left is no part of the new index. */
    @Test
    void leftoversOfOtherWeightsAreDropped() throws IOException, InterruptedException {
        assertThatThrownBy(() -> indexed.update(8, true, stopping())).isInstanceOf(InterruptedIOException.class);

        assertThat(indexed.update(9, true, new UpdateListener() {}).computed()).isEqualTo(30);
    }

    /** What an interrupted update of other images left is no part of the new index either. */
    @Test
    void leftoversOfOtherSourcesAreDropped() throws IOException, InterruptedException {
        assertThatThrownBy(() -> indexed.update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);
        Path images = otherImages();

        UpdateResult result = indexed.update(images, 7, true, new UpdateListener() {});

        assertThat(result.changes().images()).isEqualTo(1);
        try (PostgresIndex made = PostgresIndex.open(database)) {
            assertThat(made.description().roots()).containsExactly(IndexRoot.of(images));
            assertThat(made.images("", 0, 100)).extracting(IndexedImage::path).containsExactly("x.png");
        }
    }

    @Test
    void leftoversDoNotMakeAnIndexOfImagesThatCannotBeRead() throws IOException, InterruptedException {
        assertThatThrownBy(() -> indexed.update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);
        Path images = otherImages();
        Files.writeString(images.resolve("x.png"), "no image");

        assertThatThrownBy(() -> indexed.update(images, 7, true, new UpdateListener() {}))
                .hasMessage("none of the images can be read: the index would be empty");

        try (PostgresIndex old = PostgresIndex.open(database)) {
            assertThat(old.count("")).isEqualTo(30);
        }
    }

    /** A page that shows hits of the old index does not name other images by their numbers. */
    @Test
    void numbersOfAnIndexThatIsContinuedAfterAnUpdateAreNew() throws IOException, InterruptedException {
        assertThatThrownBy(() -> indexed.update(7, true, stopping())).isInstanceOf(InterruptedIOException.class);
        for (int i = 0; i < 12; i++) {
            collection.write("c/" + i + ".png", 60 + i);
        }
        indexed.update(7, false, new UpdateListener() {});
        try (PostgresIndex index = PostgresIndex.open(database)) {
            List<IndexedImage> before = index.images("", 0, 100);

            UpdateResult result = indexed.update(7, true, new UpdateListener() {});

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
}
