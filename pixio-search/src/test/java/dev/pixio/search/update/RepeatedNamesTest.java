package dev.pixio.search.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderIndex;
import dev.pixio.search.folder.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several images of a source that have the same name, as in an archive to which a file was added twice. */
class RepeatedNamesTest {

    private static final IndexRoot ARCHIVE = IndexRoot.named("archive.tar");

    @TempDir
    private Path folder;

    private Collection collection;

    @BeforeEach
    void write() throws IOException {
        collection = new Collection(folder);
        collection.writeAll(3);
    }

    /** Images under other names. */
    private record Renamed(ImageSource images, List<String> names) implements ImageSource {

        static Renamed of(Collection collection, String... names) throws IOException {
            return new Renamed(FolderSource.of(collection.images()), List.of(names));
        }

        @Override
        public long size() {
            return names.size();
        }

        @Override
        public String name(long index) {
            return names.get((int) index);
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            return images.read(index);
        }

        @Override
        public String description() {
            return images.description();
        }
    }

    @Test
    void namesAreComparedAndNotTheirHashCodes() throws IOException {
        assertThat("Aa").hasSameHashCodeAs("BB");

        assertThat(RepeatedNames.of(Renamed.of(collection, "x", "Aa", "BB", "x", "y", "Aa", "x")))
                .hasToString("{3, 5, 6}");
        assertThat(RepeatedNames.of(Renamed.of(collection, "Aa", "BB", "x"))).hasToString("{}");
    }

    @Test
    void theFirstImageOfANameIsIndexedAndTheOthersAreSkipped() throws IOException, InterruptedException {
        UpdateResult result = update("dup.png", "x.png", "dup.png", "y.png", "dup.png", "z.png");
        UpdateResult again = update("dup.png", "x.png", "dup.png", "y.png", "dup.png", "z.png");

        assertThat(result.computed()).isEqualTo(4);
        assertThat(result.changes().added()).isEqualTo(4);
        assertThat(result.skipped())
                .containsExactly(
                        new SkippedImage(2, "dup.png", "another image of the same name comes before it"),
                        new SkippedImage(4, "dup.png", "another image of the same name comes before it"));
        assertThat(again.computed()).isZero();
        assertThat(again.skipped()).isEqualTo(result.skipped());
        collection.update(); // the same images under their own names
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            assertThat(vector(index, ARCHIVE, "dup.png"))
                    .isEqualTo(vector(index, IndexRoot.of(collection.images()), "a/0.png"))
                    .isNotEqualTo(vector(index, IndexRoot.of(collection.images()), "a/2.png"));
        }
    }

    @Test
    void anUnreadableImageHasItsIndexInTheSource() throws IOException, InterruptedException {
        update("0.png", "1.png", "2.png");
        Files.writeString(collection.images().resolve("b/0.png"), "no image");

        UpdateResult result = update("0.png", "1.png", "2.png", "3.png");

        assertThat(result.skipped()).singleElement().satisfies(image -> {
            assertThat(image.index()).isEqualTo(3);
            assertThat(image.name()).isEqualTo("3.png");
        });
    }

    private static float[] vector(FolderIndex index, IndexRoot root, String path) throws IOException {
        return index.vector(index.image(root, path).orElseThrow().id(), VectorKind.IMAGE);
    }

    private UpdateResult update(String... names) throws IOException, InterruptedException {
        try (ImageEncoder encoder = collection.encoder();
                FolderStore store = FolderStore.open(collection.index(), FolderStore.Existing.UPDATE, "test");
                IndexedSource source = new IndexedSource(ARCHIVE, Renamed.of(collection, names))) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4))
                    .run(List.of(source), new UpdateListener() {});
        }
    }
}
