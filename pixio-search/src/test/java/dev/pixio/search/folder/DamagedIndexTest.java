package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.search.Collection;
import dev.pixio.search.IndexException;
import dev.pixio.search.VectorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
