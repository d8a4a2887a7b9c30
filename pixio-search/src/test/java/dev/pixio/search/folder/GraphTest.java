package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexDescription.Search;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.Recall;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indices with a graph, from ten images on. */
class GraphTest {

    @TempDir
    private Path folder;

    private Collection collection;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        collection = new Collection(folder);
        collection.writeAll(30);
        update();
    }

    private void update() throws IOException, InterruptedException {
        try (ImageEncoder encoder = collection.encoder();
                FolderStore store = FolderStore.open(collection.index(), Existing.UPDATE, "test", 10);
                IndexedSource source = IndexedSource.of(collection.images())) {
            new IndexUpdate(store, encoder, LoaderOptions.embedding(16)).run(List.of(source), new UpdateListener() {});
        }
    }

    @Test
    void theGraphFindsWhatAnExactSearchFinds() throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            assertThat(index.description().search()).isEqualTo(Search.HNSW);
            assertThat(Recall.of(index, 60, 10).share()).isEqualTo(1); // a graph of 60 vectors is searched whole
            assertSameHits(index);
        }
    }

    private static void assertSameHits(FolderIndex index) throws IOException {
        for (IndexedImage image : index.images("", 0, 5)) {
            SearchQuery query = SearchQuery.of(index.vector(image.id(), VectorKind.IMAGE), VectorKind.IMAGE);
            List<SearchHit> found = index.search(query);
            List<SearchHit> exact = index.search(query.withMethod(SearchQuery.Method.EXACT));
            assertThat(found)
                    .extracting(SearchHit::image)
                    .isEqualTo(exact.stream().map(SearchHit::image).toList());
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).similarity()).isCloseTo(exact.get(i).similarity(), within(1e-5));
            }
        }
    }

    @Test
    void anUpdateChangesTheGraphAndAReaderKeepsTheOldOne() throws IOException, InterruptedException {
        try (FolderIndex old = FolderIndex.open(collection.index())) {
            collection.write("a/1.png", 77);
            collection.write("a/new.png", 78);
            Files.delete(collection.images().resolve("b/2.png"));
            update();

            assertThat(Recall.of(old, 60, 10).share()).isEqualTo(1);
        }
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            assertThat(index.description().images()).isEqualTo(60);
            assertThat(Recall.of(index, 60, 10).share()).isEqualTo(1);
            assertSameHits(index);
        }
    }

    @Test
    void aDamagedGraphIsRefusedInOneLine() throws IOException {
        Path graph =
                IndexFiles.current(collection.index()).orElseThrow().folder().resolve(IndexFiles.GRAPH);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(graph, "*.{vec,vex,vem,si,cfe}")) {
            for (Path file : files) {
                byte[] whole = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(whole, whole.length / 2));
                assertThatThrownBy(() -> {
                            try (FolderIndex index = FolderIndex.open(collection.index())) {
                                Recall.of(index, 5, 5);
                            }
                        })
                        .as(file.toString())
                        .isInstanceOf(IndexException.class)
                        .message()
                        .hasLineCount(1)
                        .contains("is damaged");
                Files.write(file, whole);
            }
        }
    }

    @Test
    void anUpdateRefusesAGraphWithChangedVectors() throws IOException {
        Path graph =
                IndexFiles.current(collection.index()).orElseThrow().folder().resolve(IndexFiles.GRAPH);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(graph, "*.vec")) {
            for (Path file : files) {
                byte[] whole = Files.readAllBytes(file);
                byte[] changed = whole.clone();
                changed[whole.length / 2] ^= 0x41; // of which a search sees nothing
                Files.write(file, changed);

                assertThatThrownBy(this::update)
                        .isInstanceOf(IndexException.class)
                        .message()
                        .hasLineCount(1)
                        .startsWith(graph + " is damaged: ")
                        .contains(file.getFileName().toString(), "pixio index with --overwrite");
                assertThat(file).hasBinaryContent(changed);
                Files.write(file, whole);
            }
        }
    }
}
