package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderUpdateTest {

    private static final UpdateListener SILENT = new UpdateListener() {};

    @TempDir
    private Path folder;

    private Collection collection;
    private StoredIndex stored;

    @BeforeEach
    void write() throws IOException {
        collection = new Collection(folder);
        collection.writeAll(5);
        stored = new StoredIndex(collection);
    }

    @Test
    void anUpdateWithoutChangesComputesNothing() throws IOException, InterruptedException {
        UpdateResult made = collection.update();

        UpdateResult again = collection.update();

        assertThat(made.computed()).isEqualTo(10);
        assertThat(made.changes().added()).isEqualTo(10);
        assertThat(again.computed()).isZero();
        assertThat(again.changes().generation()).isEqualTo(made.changes().generation());
    }

    @Test
    void newImagesAreAddedChangedOnesComputedAndDeletedOnesDropped() throws IOException, InterruptedException {
        collection.update();
        long kept = stored.id("a/0.png");
        float[] before = stored.vector("a/1.png");
        collection.write("a/1.png", 77);
        collection.write("c/new.png", 78);
        Files.delete(collection.images().resolve("b/2.png"));

        UpdateResult result = collection.update();

        assertThat(result.computed()).isEqualTo(2);
        assertThat(result.changes().added()).isEqualTo(1);
        assertThat(result.changes().changed()).isEqualTo(1);
        assertThat(result.changes().removed()).isEqualTo(1);
        assertThat(result.changes().images()).isEqualTo(10);
        assertThat(stored.id("a/0.png")).isEqualTo(kept);
        assertThat(stored.vector("a/1.png")).isNotEqualTo(before);
        stored.assertEqualsANewIndex();
    }

    @Test
    void aFileThatWasOnlyTouchedIsNotComputed() throws IOException, InterruptedException {
        collection.update();
        Path touched = collection.images().resolve("a/1.png");
        Files.setLastModifiedTime(touched, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));

        UpdateResult result = collection.update();

        assertThat(result.computed()).isZero();
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            IndexedImage image = stored.image(index, "a/1.png");
            assertThat(image.file().modified())
                    .isEqualTo(Instant.parse("2020-01-02T03:04:05Z").toEpochMilli());
        }
    }

    @Test
    void unreadableImagesAreNamedAndSkipped() throws IOException, InterruptedException {
        Files.writeString(collection.images().resolve("a/bad.png"), "no image");

        UpdateResult result = collection.update();

        assertThat(result.skipped()).singleElement().satisfies(image -> {
            assertThat(image.name()).isEqualTo("a/bad.png");
            assertThat(image.reason()).isNotBlank();
        });
        assertThat(result.changes().images()).isEqualTo(10);
    }

    @Test
    void anImageThatBecameUnreadableIsDropped() throws IOException, InterruptedException {
        collection.update();
        Files.writeString(collection.images().resolve("a/1.png"), "no image");

        UpdateResult result = collection.update();

        assertThat(result.changes().removed()).isEqualTo(1);
        assertThat(result.changes().images()).isEqualTo(9);
    }

    @Test
    void otherWeightsAndSettingsAreRefused() throws IOException, InterruptedException {
        collection.update();

        try (ImageEncoder other = ImageEncoder.load(collection.weights(8), Collection.FP32);
                ImageEncoder pooled =
                        ImageEncoder.load(collection.weights(7), Collection.FP32.withPooling(Pooling.PATCH_MEAN))) {
            assertThatThrownBy(() -> collection.update(other, Existing.UPDATE, SILENT))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("was made with other weights or settings")
                    .hasMessageContaining("fingerprint");
            assertThatThrownBy(() -> collection.update(pooled, Existing.UPDATE, SILENT))
                    .hasMessageContaining("pooling is class-mean, not patch-mean");
        }
    }

    @Test
    void oneVectorIsStoredIfThePoolingIsTheMeanOfPatches() throws IOException, InterruptedException {
        try (ImageEncoder pooled =
                ImageEncoder.load(collection.weights(7), Collection.FP32.withPooling(Pooling.PATCH_MEAN))) {
            collection.update(pooled, Existing.UPDATE, SILENT);
            collection.write("a/1.png", 77);
            collection.update(pooled, Existing.UPDATE, SILENT);
        }

        try (FolderIndex index = FolderIndex.open(collection.index())) {
            long id = stored.image(index, "a/1.png").id();
            assertThat(index.vector(id, VectorKind.PATCH_MEAN)).isEqualTo(index.vector(id, VectorKind.IMAGE));
        }
    }

    @Test
    void aReaderKeepsTheGenerationThatItOpened() throws IOException, InterruptedException {
        collection.update();
        try (FolderIndex old = FolderIndex.open(collection.index())) {
            float[] before = old.vector(stored.image(old, "a/1.png").id(), VectorKind.IMAGE);
            collection.write("a/1.png", 77);
            collection.update();

            assertThat(old.isCurrent()).isFalse();
            assertThat(old.vector(stored.image(old, "a/1.png").id(), VectorKind.IMAGE))
                    .isEqualTo(before);
            assertThat(stored.vector("a/1.png")).isNotEqualTo(before);
        }
    }

    @Test
    void twoUpdatesAtOnceAreRefused() throws IOException {
        try (FolderStore first = FolderStore.open(collection.index(), Existing.UPDATE, "test")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> FolderStore.open(collection.index(), Existing.UPDATE, "test"))
                    .hasMessage("another process updates the index " + collection.index() + ": wait for it");
        }
    }

    @Test
    void aFolderOfOtherFilesIsRefused() {
        assertThatThrownBy(() -> FolderStore.open(collection.images(), Existing.UPDATE, "test"))
                .hasMessage(collection.images() + " is not empty and no index: name another folder");
    }

    @Test
    void aSecondRootIsAddedAndTheFirstStays() throws IOException, InterruptedException {
        collection.update();
        Collection other = new Collection(Files.createDirectory(folder.resolve("other")));
        other.write("x.png", 50);
        try (ImageEncoder encoder = collection.encoder();
                FolderStore store = FolderStore.open(collection.index(), Existing.UPDATE, "test");
                IndexedSource source = IndexedSource.of(other.images())) {
            new IndexUpdate(store, encoder, LoaderOptions.embedding(4)).run(List.of(source), SILENT);
        }

        try (FolderIndex index = FolderIndex.open(collection.index())) {
            assertThat(index.description().images()).isEqualTo(11);
            assertThat(index.image(IndexRoot.of(other.images()), "x.png")).isPresent();
            assertThat(index.image(IndexRoot.of(collection.images()), "a/0.png"))
                    .isPresent();
        }
    }
}
