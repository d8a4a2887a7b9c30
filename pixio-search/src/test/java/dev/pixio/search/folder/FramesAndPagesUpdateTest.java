package dev.pixio.search.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.data.PagedSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.search.Collection;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates of files that have several images each: they are computed again if their file was replaced. */
class FramesAndPagesUpdateTest {

    @TempDir
    private Path folder;

    private Collection collection;

    @BeforeEach
    void write() throws IOException {
        collection = new Collection(folder);
        collection.writeAll(5);
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

    private long computedOf(Optional<ImageSource.Stamp> stamp) throws IOException, InterruptedException {
        return computed("clip.mp4", new Frames(FolderSource.of(collection.images()), stamp));
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

    private long computedOfPages() throws IOException, InterruptedException {
        ImageInput rgb = ImageInput.RGB;
        ImageInput pages = new ImageInput(3, Scaling.RGB8, Pages.IMAGES, rgb.mean(), rgb.deviation(), rgb.view());
        ImageDecoder decoder = ImageDecoder.withDefaults();
        Path scans = folder.resolve("scans");
        return computed(scans.toString(), PagedSource.ifWanted(FolderSource.of(scans, decoder), pages, decoder));
    }

    private long computed(String root, ImageSource images) throws IOException, InterruptedException {
        try (ImageEncoder encoder = collection.encoder();
                FolderStore store = FolderStore.open(collection.index(), Existing.UPDATE, "test");
                IndexedSource source = new IndexedSource(IndexRoot.named(root), images)) {
            return new IndexUpdate(store, encoder, LoaderOptions.embedding(4))
                    .run(List.of(source), new UpdateListener() {})
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
}
