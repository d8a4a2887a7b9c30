package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexException;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates that are stopped or killed before they wrote the index: the next one continues. */
class InterruptedUpdateTest {

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
    void aStoppedUpdateGoesOnWhereItStopped() throws IOException, InterruptedException {
        UpdateListener stop = new UpdateListener() {
            private long done;

            @Override
            public void onBatch(long computed, long total) {
                done = computed;
            }

            @Override
            public boolean isStopRequested() {
                return done >= 4;
            }
        };
        assertThatThrownBy(() -> collection.update(Existing.UPDATE, stop)).isInstanceOf(InterruptedIOException.class);
        assertThat(IndexFiles.isIndex(collection.index())).isFalse();

        UpdateResult result = collection.update();

        assertThat(result.computed()).isBetween(1L, 6L);
        assertThat(result.changes().added()).isEqualTo(10);
        assertThat(collection.index().resolve(IndexFiles.PENDING)).doesNotExist();
        stored.assertEqualsANewIndex();
    }

    @Test
    void anIncompleteRecordOfAKilledProcessIsCutOff() throws IOException, InterruptedException {
        interruptAfterAllImages();
        Path pending = collection.index().resolve(IndexFiles.PENDING);
        byte[] bytes = Files.readAllBytes(pending);
        Files.write(pending, Arrays.copyOf(bytes, bytes.length - 3));

        UpdateResult result = collection.update();

        assertThat(result.computed()).isEqualTo(1);
        stored.assertEqualsANewIndex();
    }

    @Test
    void vectorsOfAnInterruptedUpdateWithOtherWeightsAreRefused() throws IOException, InterruptedException {
        interruptAfterAllImages();

        try (ImageEncoder other = ImageEncoder.load(collection.weights(8), Collection.FP32)) {
            assertThatThrownBy(() -> collection.update(other, Existing.UPDATE, SILENT))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("interrupted update with other weights");
            assertThat(collection.update(other, Existing.REPLACE, SILENT).computed())
                    .isEqualTo(10);
        }
    }

    @Test
    void anIndexThatIsMadeAnewIsContinuedToo() throws IOException, InterruptedException {
        collection.update();
        interruptAfterAllImages(Existing.REPLACE);

        assertThat(collection.update(Existing.REPLACE, SILENT).computed()).isZero();

        stored.assertEqualsANewIndex();
    }

    @Test
    void vectorsThatAreDamagedBeforeTheIndexIsWrittenAreComputedAgain() throws IOException, InterruptedException {
        Path pending = collection.index().resolve(IndexFiles.PENDING);

        assertThatThrownBy(() -> collection.update(Existing.UPDATE, changing(pending)))
                .isInstanceOf(IndexException.class)
                .hasMessageStartingWith(pending + " is damaged: ");

        assertThat(IndexFiles.isIndex(collection.index())).isFalse();
        assertThat(collection.update().computed()).isEqualTo(1);
        stored.assertEqualsANewIndex();
    }

    @Test
    void vectorsOfTheIndexThatAreDamagedDuringAnUpdateAreRefused() throws IOException, InterruptedException {
        collection.update();
        Path current = IndexFiles.current(collection.index()).orElseThrow().folder();
        Path vectors = current.resolve(IndexFiles.VECTORS);
        collection.write("a/new.png", 77);

        assertThatThrownBy(() -> collection.update(Existing.UPDATE, changing(vectors)))
                .isInstanceOf(IndexException.class)
                .hasMessageStartingWith(vectors + " is damaged: ");

        assertThat(IndexFiles.current(collection.index()).orElseThrow().folder())
                .isEqualTo(current);
        assertThat(vectors).exists();
    }

    /** Changes a byte near the end of a file when all vectors are computed. */
    private static UpdateListener changing(Path file) {
        return new UpdateListener() {
            @Override
            public void onWriting() {
                try {
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[bytes.length - 5] ^= 0x41;
                    Files.write(file, bytes, StandardOpenOption.WRITE); // in place: it is open
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private void interruptAfterAllImages() {
        interruptAfterAllImages(Existing.UPDATE);
    }

    /** As a process that is killed just before it writes the index. */
    private void interruptAfterAllImages(Existing existing) {
        assertThatThrownBy(() -> collection.update(existing, new UpdateListener() {
                    @Override
                    public void onWriting() {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
    }
}
