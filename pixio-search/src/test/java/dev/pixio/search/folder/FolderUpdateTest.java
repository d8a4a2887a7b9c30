package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.PagedSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.io.FileTree;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderUpdateTest {

    private static final UpdateListener SILENT = new UpdateListener() {};

    @TempDir
    private Path folder;

    private Collection collection;

    @BeforeEach
    void write() throws IOException {
        collection = new Collection(folder);
        collection.writeAll(5);
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
        long kept = id("a/0.png");
        float[] before = vector("a/1.png");
        collection.write("a/1.png", 77);
        collection.write("c/new.png", 78);
        Files.delete(collection.images().resolve("b/2.png"));

        UpdateResult result = collection.update();

        assertThat(result.computed()).isEqualTo(2);
        assertThat(result.changes().added()).isEqualTo(1);
        assertThat(result.changes().changed()).isEqualTo(1);
        assertThat(result.changes().removed()).isEqualTo(1);
        assertThat(result.changes().images()).isEqualTo(10);
        assertThat(id("a/0.png")).isEqualTo(kept);
        assertThat(vector("a/1.png")).isNotEqualTo(before);
        assertEqualsANewIndex();
    }

    @Test
    void aFileThatWasOnlyTouchedIsNotComputed() throws IOException, InterruptedException {
        collection.update();
        Path touched = collection.images().resolve("a/1.png");
        Files.setLastModifiedTime(touched, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));

        UpdateResult result = collection.update();

        assertThat(result.computed()).isZero();
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            IndexedImage image = image(index, "a/1.png");
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
        assertEqualsANewIndex();
    }

    @Test
    void anIncompleteRecordOfAKilledProcessIsCutOff() throws IOException, InterruptedException {
        interruptAfterAllImages();
        Path pending = collection.index().resolve(IndexFiles.PENDING);
        byte[] bytes = Files.readAllBytes(pending);
        Files.write(pending, Arrays.copyOf(bytes, bytes.length - 3));

        UpdateResult result = collection.update();

        assertThat(result.computed()).isEqualTo(1);
        assertEqualsANewIndex();
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

        assertEqualsANewIndex();
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
            long id = image(index, "a/1.png").id();
            assertThat(index.vector(id, VectorKind.PATCH_MEAN)).isEqualTo(index.vector(id, VectorKind.IMAGE));
        }
    }

    @Test
    void aReaderKeepsTheGenerationThatItOpened() throws IOException, InterruptedException {
        collection.update();
        try (FolderIndex old = FolderIndex.open(collection.index())) {
            float[] before = old.vector(image(old, "a/1.png").id(), VectorKind.IMAGE);
            collection.write("a/1.png", 77);
            collection.update();

            assertThat(old.isCurrent()).isFalse();
            assertThat(old.vector(image(old, "a/1.png").id(), VectorKind.IMAGE)).isEqualTo(before);
            assertThat(vector("a/1.png")).isNotEqualTo(before);
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
        assertThat(vector("a/1.png")).hasSize(16);
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

    /** Frames of a video: images without files of their own, in a file that changes. */
    private record Frames(ImageSource images, Optional<Stamp> file) implements ImageSource {

        @Override
        public long size() {
            return images.size();
        }

        @Override
        public String name(long index) {
            return images.name(index);
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            return images.read(index);
        }

        @Override
        public Optional<Stamp> stamp(long index) {
            return file;
        }

        @Override
        public String description() {
            return images.description();
        }
    }

    private long computedOf(Optional<ImageSource.Stamp> stamp) throws IOException, InterruptedException {
        try (ImageEncoder encoder = collection.encoder();
                FolderStore store = FolderStore.open(collection.index(), Existing.UPDATE, "test");
                IndexedSource source = new IndexedSource(
                        IndexRoot.named("clip.mp4"), new Frames(FolderSource.of(collection.images()), stamp))) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4))
                    .run(List.of(source), SILENT)
                    .computed();
        }
    }

    @Test
    void framesOfAReplacedVideoAreComputedAgain() throws IOException, InterruptedException {
        assertThat(computedOf(Optional.empty())).as("an index without stamps").isEqualTo(10);
        Optional<ImageSource.Stamp> first = Optional.of(new ImageSource.Stamp(1000, 77));
        assertThat(computedOf(first)).as("known by name alone before").isZero();
        assertThat(computedOf(first)).isZero();
        Optional<ImageSource.Stamp> later = Optional.of(new ImageSource.Stamp(1000, 78));
        assertThat(computedOf(later)).isEqualTo(10);
        assertThat(computedOf(later)).isZero();
        assertThat(computedOf(Optional.empty())).as("nothing is known now").isZero();
    }

    private long computedOfPages() throws IOException, InterruptedException {
        ImageInput rgb = ImageInput.RGB;
        ImageInput pages = new ImageInput(3, Scaling.RGB8, Pages.IMAGES, rgb.mean(), rgb.deviation(), rgb.view());
        ImageDecoder decoder = ImageDecoder.withDefaults();
        Path scans = folder.resolve("scans");
        try (ImageEncoder encoder = collection.encoder();
                FolderStore store = FolderStore.open(collection.index(), Existing.UPDATE, "test");
                IndexedSource source = new IndexedSource(
                        IndexRoot.named(scans.toString()),
                        PagedSource.ifWanted(FolderSource.of(scans, decoder), pages, decoder))) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4))
                    .run(List.of(source), SILENT)
                    .computed();
        }
    }

    private static byte[] twoPages(int first, int second) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int width : new int[] {first, second}) {
                writer.writeToSequence(new IIOImage(TestImages.gradient(width, 40), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    @Test
    void pagesOfAReplacedFileAreComputedAgain() throws IOException, InterruptedException {
        Path scan = Files.createDirectory(folder.resolve("scans")).resolve("scan.tif");
        Files.write(scan, twoPages(40, 60));
        assertThat(computedOfPages()).isEqualTo(2);
        assertThat(computedOfPages()).isZero();
        Files.write(scan, twoPages(50, 80));
        assertThat(computedOfPages()).isEqualTo(2);
        assertThat(computedOfPages()).isZero();
    }

    private long id(String path) throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            return image(index, path).id();
        }
    }

    private float[] vector(String path) throws IOException {
        try (FolderIndex index = FolderIndex.open(collection.index())) {
            return index.vector(image(index, path).id(), VectorKind.IMAGE);
        }
    }

    private IndexedImage image(FolderIndex index, String path) {
        return index.image(IndexRoot.of(collection.images()), path).orElseThrow();
    }

    /** The index has the images and vectors that a new one would have. */
    private void assertEqualsANewIndex() throws IOException, InterruptedException {
        try (FolderIndex updated = FolderIndex.open(collection.index())) {
            FileTree.delete(collection.index());
            collection.update();
            try (FolderIndex made = FolderIndex.open(collection.index())) {
                List<IndexedImage> images = made.images("", 0, 100);
                assertThat(updated.images("", 0, 100))
                        .extracting(IndexedImage::path)
                        .isEqualTo(images.stream().map(IndexedImage::path).toList());
                for (IndexedImage image : images) {
                    long old = image(updated, image.path()).id();
                    for (VectorKind kind : VectorKind.values()) {
                        assertThat(updated.vector(old, kind)).isEqualTo(made.vector(image.id(), kind));
                    }
                }
            }
        }
    }
}
