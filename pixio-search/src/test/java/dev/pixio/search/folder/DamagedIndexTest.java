package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.search.Collection;
import dev.pixio.search.IndexException;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.update.UpdateListener;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of an index that are cut off or changed. */
class DamagedIndexTest {

    @TempDir
    private Path folder;

    private Collection collection;

    @BeforeEach
    void write() throws IOException {
        collection = new Collection(folder);
        collection.writeAll(5);
    }

    @Test
    void damagedFilesAreRefusedInOneLine() throws IOException, InterruptedException {
        collection.update();
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int cut : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
                Files.write(file, Arrays.copyOf(whole, cut));
                requireRefused(file + " of " + cut + " bytes");
            }
            for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 97)) {
                byte[] changed = whole.clone();
                changed[at] ^= 0x41;
                Files.write(file, changed);
                requireRefused(file + " changed at " + at);
            }
            Files.write(file, whole);
        }
        assertThat(new StoredIndex(collection).vector("a/1.png")).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {IndexFiles.VECTORS, IndexFiles.PATCHES})
    void anUpdateRefusesDamagedVectorsAndDeletesNothing(String name) throws IOException, InterruptedException {
        collection.update();
        Path file =
                IndexFiles.current(collection.index()).orElseThrow().folder().resolve(name);
        byte[] changed = Files.readAllBytes(file);
        changed[changed.length / 2] ^= 0x41;
        Files.write(file, changed);

        requireUpdateRefused(file, "nothing to compute");
        collection.write("c/new.png", 78);
        requireUpdateRefused(file, "an image to compute");

        assertThat(file).hasBinaryContent(changed);
        UpdateResult anew = collection.update(Existing.REPLACE, new UpdateListener() {});
        assertThat(anew.changes().images()).isEqualTo(11);
        new StoredIndex(collection).assertEqualsANewIndex();
    }

    @ParameterizedTest
    @ValueSource(strings = {IndexFiles.VECTORS, IndexFiles.PATCHES})
    void anUpdateRefusesVectorsThatAreDamagedWhileItRuns(String name) throws IOException, InterruptedException {
        collection.update();
        Path current = collection.index().resolve(IndexFiles.CURRENT);
        byte[] before = Files.readAllBytes(current);
        Path file =
                IndexFiles.current(collection.index()).orElseThrow().folder().resolve(name);
        collection.write("c/new.png", 78);

        assertThatThrownBy(() -> collection.update(Existing.UPDATE, new UpdateListener() {
                    @Override
                    public void onWriting() {
                        damage(file);
                    }
                }))
                .isInstanceOf(IndexException.class)
                .hasMessageStartingWith(file + " is damaged: its checksum is not that of the index.");
        assertThat(current).hasBinaryContent(before);
    }

    private static void damage(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, channel.size() / 2);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 0x41)}), channel.size() / 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireUpdateRefused(Path file, String what) {
        assertThatThrownBy(() -> collection.update())
                .as(what)
                .isInstanceOf(IndexException.class)
                .hasMessage(file + " is damaged: its checksum is not that of the index. Make the index again:"
                        + " pixio index with --overwrite");
    }

    private List<Path> files() throws IOException {
        Path current = IndexFiles.current(collection.index()).orElseThrow().folder();
        return List.of(
                collection.index().resolve(IndexFiles.CURRENT),
                current.resolve(IndexFiles.MANIFEST),
                current.resolve(IndexFiles.ENTRIES),
                current.resolve(IndexFiles.VECTORS),
                current.resolve(IndexFiles.PATCHES));
    }

    private void requireRefused(String what) {
        assertThatThrownBy(() -> {
                    try (FolderIndex index = FolderIndex.open(collection.index())) {
                        long id = index.images("", 0, 1).get(0).id();
                        index.vector(id, VectorKind.IMAGE);
                        index.vector(id, VectorKind.PATCH_MEAN);
                    }
                })
                .as(what)
                .isInstanceOf(IndexException.class)
                .message()
                .hasLineCount(1)
                .contains(collection.index().toString());
    }
}
