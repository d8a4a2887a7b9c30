package dev.pixio.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.Scaling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagedSourceTest {

    private static final ImageInput PAGES = ImageInput.of(1, Scaling.RANGE, Pages.IMAGES);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.write(folder.resolve("a.tif"), tiff(100, 200, 30_000));
        Files.write(folder.resolve("b.pgm"), "P2 1 1 255 51\n".getBytes(StandardCharsets.US_ASCII));
        Files.write(folder.resolve("c.tif"), tiff(7));
        Files.writeString(folder.resolve("d.tif"), "no image");
    }

    /** A file that is gone, or not reached, has an unknown number of pages: one would make other images of the same data. */
    @Test
    void pagesOfAFileThatIsNotReachedAreNotCountedAsOne() throws IOException {
        ImageDecoder decoder = ImageDecoder.withDefaults();
        FolderSource files = FolderSource.of(folder, decoder);
        Files.delete(folder.resolve("a.tif"));
        assertThatThrownBy(() -> PagedSource.ifWanted(files, PAGES, decoder))
                .isInstanceOf(IOException.class)
                .hasMessage("the pages of a.tif cannot be counted: no such file");
    }

    /** Pages of 1 x 1 pixels, 16-bit grey. */
    private static byte[] tiff(int... samples) {
        ByteBuffer file = ByteBuffer.allocate(8 + samples.length * 100).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
        for (int page = 0; page < samples.length; page++) {
            int start = 8 + 100 * page;
            file.position(start).putShort((short) 7);
            int[][] fields = {{256, 1}, {257, 1}, {258, 16}, {259, 1}, {262, 1}, {273, start + 90}, {279, 2}};
            for (int[] field : fields) {
                file.putShort((short) field[0]).putShort((short) 4).putInt(1).putInt(field[1]);
            }
            file.putInt(page + 1 < samples.length ? start + 100 : 0).putShort((short) samples[page]);
        }
        return file.array();
    }

    @Test
    void eachPageHasTheStampOfItsFile() throws IOException {
        Files.setLastModifiedTime(folder.resolve("a.tif"), FileTime.fromMillis(1_600_000_000_123L));
        Optional<ImageSource.Stamp> stamp = Optional.of(new ImageSource.Stamp(308, 1_600_000_000_123L));
        try (ImageSource source = open(PAGES)) {
            assertThat(source.stamp(0)).isEqualTo(stamp);
            assertThat(source.stamp(2)).isEqualTo(stamp);
            assertThat(source.stamp(3)).map(ImageSource.Stamp::bytes).contains(14L); // b.pgm
            Files.delete(folder.resolve("c.tif"));
            assertThat(source.stamp(4)).isEmpty();
        }
    }

    @Test
    void eachPageIsAnImage() throws IOException {
        try (ImageSource source = open(PAGES)) {
            assertThat(LongStream.range(0, source.size()).mapToObj(source::name))
                    .containsExactly("a.tif#1", "a.tif#2", "a.tif#3", "b.pgm", "c.tif", "d.tif");
            List<Integer> samples = List.of(100, 200, 30_000, 51 * 257, 7);
            for (int i = 0; i < samples.size(); i++) {
                Raster image = source.raster(i, PAGES);
                assertThat(Math.round(65535 * image.planes()[0][0]))
                        .isEqualTo(samples.get(i).intValue());
            }
            assertThat(source.fingerprint())
                    .isNotEqualTo(FolderSource.of(folder).fingerprint());
        }
    }

    @Test
    void pagesAreReadAsPhotographsToo() throws IOException {
        ImageInput rgb = new ImageInput(
                3,
                Scaling.RGB8,
                Pages.IMAGES,
                ImageInput.RGB.mean(),
                ImageInput.RGB.deviation(),
                ImageInput.RGB.view());
        try (ImageSource source = open(rgb);
                RgbImage third = source.read(2)) {
            byte[] row = new byte[3];
            third.copyRow(0, 0, row);
            assertThat(row).containsExactly(30_000 >> 8, 30_000 >> 8, 30_000 >> 8);
        }
    }

    @Test
    void aFileThatChangedIsUnreadable() throws IOException {
        try (ImageSource source = open(PAGES)) {
            Files.write(folder.resolve("a.tif"), tiff(1, 2));
            assertThatThrownBy(() -> source.raster(2, PAGES))
                    .isInstanceOf(ImageReadException.class)
                    .hasMessage("has 2 pages, and page 3 is wanted");
        }
    }

    @Test
    void withoutItTheFirstPageIsRead() throws IOException {
        try (ImageSource source = open(ImageInput.RGB)) {
            assertThat(source.size()).isEqualTo(4);
        }
    }

    /** As rows of tables have, whose numbers are their names. */
    @Test
    void ofNamesWithoutAnEndingTheBytesDecide() throws Exception {
        List<byte[]> rows = List.of(tiff(1, 2), "P2 1 1 255 51\n".getBytes(StandardCharsets.US_ASCII));
        try (PagedSource source = PagedSource.of(new Rows(rows), ImageDecoder.withDefaults())) {
            assertThat(LongStream.range(0, source.size()).mapToObj(source::name))
                    .containsExactly("0#1", "0#2", "1");
        }
    }

    private record Rows(List<byte[]> rows) implements ImageSource {

        @Override
        public long size() {
            return rows.size();
        }

        @Override
        public String name(long index) {
            return Long.toString(index);
        }

        @Override
        public RgbImage read(long index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<byte[]> file(long index) {
            return Optional.of(rows.get((int) index).clone());
        }

        @Override
        public String description() {
            return "rows";
        }

        @Override
        public void close() {}
    }

    private ImageSource open(ImageInput input) throws IOException {
        return DataSources.STANDARD.open(folder.toString(), SourceSettings.DEFAULT.withInput(input));
    }
}
