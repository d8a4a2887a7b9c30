package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.EpochBatches;
import dev.pixio.data.EpochBatches.Unreadable;
import dev.pixio.data.EpochOrder;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On files that pyarrow and datasets wrote: row i has an image that is 8 + i pixels wide. */
@Timeout(120)
class TableSourceTest {

    private static final int ROWS = 23;
    private static final Set<Integer> NULLS = Set.of(3, 11);
    private static final int BATCH = 6;

    @TempDir
    private Path folder;

    static ImageSource open(String value) throws IOException {
        return DataSources.STANDARD.open(value, SourceSettings.DEFAULT.withShuffleBuffer(8));
    }

    private static ImageSource resource(String name) throws IOException {
        int column = name.indexOf('#');
        return column < 0
                ? open(GoldenTables.file(name).toString())
                : open(GoldenTables.file(name.substring(0, column)) + name.substring(column));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none.parquet", "none-plain.parquet", "snappy.parquet", "snappy-plain.parquet", "gzip.parquet",
                "gzip-plain.parquet", "zstd.parquet", "zstd-plain.parquet", "lz4.parquet", "lz4-plain.parquet",
                "required.parquet", "hf.parquet", "hf.arrow", "two.parquet#image"
            })
    void eachRowIsAnImage(String name) throws IOException {
        try (ImageSource source = resource(name)) {
            assertThat(names(source))
                    .isEqualTo(
                            IntStream.range(0, ROWS).mapToObj(Integer::toString).toList());
            assertThat(widths(source))
                    .isEqualTo(IntStream.range(8, 8 + ROWS).boxed().toList());
            assertThat(digests(source)).isEqualTo(Files.readAllLines(GoldenTables.file("pixels.txt")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pages-1.0.parquet",
                "pages-2.0.parquet",
                "fallback-1.0.parquet",
                "fallback-2.0.parquet",
                "binary.parquet",
                "nested.parquet",
                "stream.arrow",
                "file.arrow",
                "lz4.arrow",
                "zstd.arrow",
                "types.arrow"
            })
    void rowsWithoutAnImageAreUnreadable(String name) throws IOException {
        try (ImageSource source = resource(name)) {
            assertThat(source.size()).isEqualTo(ROWS);
            assertThat(widths(source))
                    .isEqualTo(IntStream.range(0, ROWS)
                            .mapToObj(i -> NULLS.contains(i) ? 0 : 8 + i)
                            .toList());
            assertThatThrownBy(() -> source.read(3))
                    .isInstanceOf(ImageReadException.class)
                    .hasMessage("the row has no image");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "2.0"})
    void valuesOfADictionaryAreRepeated(String version) throws IOException {
        try (ImageSource source = resource("dictionary-" + version + ".parquet")) {
            assertThat(widths(source))
                    .isEqualTo(IntStream.range(0, 24)
                            .mapToObj(i -> NULLS.contains(i) ? 0 : 8 + i % 4)
                            .toList());
        }
    }

    @Test
    void aColumnIsChosenByItsName() throws IOException {
        try (ImageSource source = resource("two.parquet#mask")) {
            assertThat(widths(source)).startsWith(30, 29, 28);
        }
        try (ImageSource source = resource("two.parquet#blob")) {
            assertThat(widths(source)).startsWith(8, 9, 10);
        }
        try (ImageSource source = resource("nested.parquet#sample.image")) {
            assertThat(source.size()).isEqualTo(ROWS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two.parquet | FILE has several columns of bytes, image, mask: choose one, such as 'FILE#image'",
                "two.parquet#id | no column id of FILE has images: it has image, mask, blob",
                "lists.parquet | no column of FILE has images: they are bytes, or structures with a field 'bytes', and it has only images, n",
                "brotli.parquet | FILE is compressed by BROTLI, which is not supported: write it again with SNAPPY, GZIP, ZSTD or LZ4_RAW",
                "empty.parquet | no rows in FILE",
            })
    void mistakesAreOneLine(String value, String message) {
        Path file = GoldenTables.file(value.replaceFirst("#.*", ""));
        assertThatThrownBy(() -> resource(value)).hasMessage(message.replace("FILE", file.toString()));
    }

    @Test
    void classesAreThoseOfTheColumn() throws IOException {
        try (LabelledSource source = labelled("hf.parquet")) {
            assertThat(source.classes()).containsExactly("even", "odd");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, ROWS).map(i -> i % 2).toArray());
            assertThat(source.revision(3)).isNotBlank();
            try (LabelledSource other = labelled("hf.parquet#image")) {
                assertThat(source.overlapWith(other)).get().asString().contains("hf.parquet are in both");
            }
        }
        for (String name : List.of("none.parquet#image:id", "zstd.parquet#:id", "none-plain.parquet#image:id")) {
            try (LabelledSource source = labelled(name)) {
                assertThat(source.labels()).isEqualTo(IntStream.range(0, ROWS).toArray());
                assertThat(source.classes()).startsWith("0", "1").hasSize(ROWS);
            }
        }
    }

    @Test
    void classesOfArrowAreThoseOfTheColumn() throws IOException {
        try (LabelledSource source = labelled("hf.arrow")) {
            assertThat(source.classes()).containsExactly("even", "odd");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, ROWS).map(i -> i % 2).toArray());
        }
        for (String name : List.of("file.arrow#:id", "stream.arrow#:id", "zstd.arrow#:id", "lz4.arrow#:id")) {
            try (LabelledSource source = labelled(name)) {
                assertThat(source.labels())
                        .as(name)
                        .isEqualTo(IntStream.range(0, ROWS).toArray());
                assertThat(source.classes()).startsWith("0", "1").hasSize(ROWS);
            }
        }
    }

    @Test
    void classesMayHaveNumbersBeyond32Bits() throws IOException {
        try (LabelledSource source = labelled("labels.parquet#image:large")) {
            assertThat(source.classes()).containsExactly("1099511627776", "1099511627777");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, ROWS).map(i -> i % 2).toArray());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zstd.parquet | the classes of FILE cannot be read: it has no column label of integers",
                "hf.parquet#image:image | the classes of FILE cannot be read: it has no column image of integers",
                "labels.parquet#image:null | a row of 23 images in FILE#image has no class in the column null",
                "labels.parquet#image:negative | a row of 23 images in FILE#image has no class in the column negative",
                "hf.arrow#image:image | the classes of FILE cannot be read: it has no column image of integers",
            })
    void mistakesAboutClassesAreOneLine(String value, String message) {
        Path file = GoldenTables.file(value.replaceFirst("#.*", ""));
        assertThatThrownBy(() -> labelled(value)).hasMessage(message.replace("FILE", file.toString()));
    }

    private static LabelledSource labelled(String name) throws IOException {
        String file = name.replaceFirst("#.*", "");
        return DataSources.STANDARD
                .openLabelled(GoldenTables.file(file) + name.substring(file.length()), SourceSettings.DEFAULT)
                .orElseThrow();
    }

    @Test
    void encodingsThatAreNotReadAreNamed() throws IOException {
        try (ImageSource source = resource("delta.parquet")) {
            assertThatThrownBy(() -> source.read(0))
                    .hasMessageStartingWith("the encoding DELTA_LENGTH_BYTE_ARRAY of the column is not supported");
        }
    }

    @Test
    void valuesThatAreNoImagesAreUnreadable() throws IOException {
        try (ImageSource source = resource("broken.parquet")) {
            assertThat(widths(source)).containsExactly(0, 9, 0, 0);
            assertThatThrownBy(() -> source.read(3)).hasMessage("empty file");
        }
    }

    @Test
    void whatIsNoTableIsRefusedInOneLine() throws IOException {
        for (String name : List.of("x.parquet", "x.arrow")) {
            String kind = name.equals("x.parquet") ? "a Parquet" : "an Arrow";
            Path path = folder.resolve(name);
            assertThatThrownBy(() -> open(path.toString())).hasMessage("no such file: " + path);
            Files.writeString(path, "");
            assertThatThrownBy(() -> open(path.toString()))
                    .hasMessageStartingWith(path + " is not " + kind + " file: ");
            Files.writeString(path, "no table ".repeat(50));
            assertThatThrownBy(() -> open(path.toString()))
                    .hasMessageStartingWith(path + " is not " + kind + " file: ");
        }
        assertThatThrownBy(() -> open(folder + "/*.arrow.parquet"))
                .hasMessage("no file matches " + folder + "/*.arrow.parquet");
    }

    @Test
    void aFileWithAnotherNameMayHaveTheSign() throws IOException {
        Path odd = Files.copy(GoldenTables.file("none.parquet"), folder.resolve("a#b.parquet"));
        try (ImageSource source = open(odd.toString())) {
            assertThat(source.size()).isEqualTo(ROWS);
        }
    }

    @Test
    void namesOfSeveralFilesBeginWithThatOfTheFile() throws IOException {
        Files.copy(GoldenTables.file("none.parquet"), folder.resolve("train-0.parquet"));
        try (ImageSource source = open(folder + "/train-*.parquet")) {
            assertThat(names(source)).startsWith("0");
        }
        Files.copy(GoldenTables.file("stream.arrow"), folder.resolve("train-1.arrow"));
        try (ImageSource source = open(folder + "/train-*.{parquet,arrow}")) {
            assertThat(names(source)).startsWith("train-0.parquet/0").endsWith("train-1.arrow/22");
        }
        try (ImageSource source = open(folder + "/train-*.{parquet,arrow}#image")) {
            assertThat(source.size()).isEqualTo(2 * ROWS);
        }
        Files.copy(GoldenTables.file("gzip.parquet"), folder.resolve("train-2.parquet"));
        try (ImageSource source = open(folder + "/train-*.parquet#image")) {
            assertThat(names(source)).startsWith("train-0.parquet/0").endsWith("train-2.parquet/22");
            assertThat(source.description()).contains("46 images in ").endsWith(" (2 files)");
        }
    }

    @Test
    void filesWithTheSameNameAreDistinguishedByTheirFolders() throws IOException {
        for (String part : List.of("a", "b")) {
            Files.copy(
                    GoldenTables.file("none.parquet"),
                    Files.createDirectory(folder.resolve(part)).resolve("train.parquet"));
        }
        try (ImageSource source = open(folder + "/{a,b}/train.parquet")) {
            assertThat(names(source))
                    .startsWith("a/train.parquet/0")
                    .endsWith("b/train.parquet/22")
                    .doesNotHaveDuplicates();
        }
        assertThatThrownBy(() -> open(folder + "/{a,a}/train.parquet"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("train.parquet is given twice");
    }

    @Test
    void columnsAreDifferentData() throws IOException {
        try (TableSource images = (TableSource) resource("two.parquet#image");
                TableSource masks = (TableSource) resource("two.parquet#mask");
                TableSource arrow = (TableSource) resource("hf.arrow")) {
            assertThat(images.fingerprint()).isNotEqualTo(masks.fingerprint());
            assertThat(images.description()).endsWith("two.parquet#image");
            assertThat(masks.description()).endsWith("two.parquet#mask");
            assertThat(arrow.description()).endsWith("hf.arrow#image");
            LabelledTable labelled = new LabelledTable(images, List.of("a", "b"), new int[ROWS]);
            LabelledTable others = new LabelledTable(masks, List.of("a", "b"), new int[ROWS]);
            assertThat(labelled.revision(0)).isNotEqualTo(others.revision(0));
            assertThat(labelled.description()).isNotEqualTo(others.description());
            assertThat(labelled.fingerprint()).isNotEqualTo(others.fingerprint());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd.parquet", "pages-2.0.parquet", "fallback-1.0.parquet", "lz4.arrow", "stream.arrow"})
    void anEpochHasEachImageOnceForAnyThreadsAndProcesses(String name) throws Exception {
        String ending = name.substring(name.lastIndexOf('.'));
        for (int i = 0; i < 3; i++) {
            Files.copy(GoldenTables.file(name), folder.resolve(i + ending));
        }
        String value = folder + "/*" + ending;
        List<List<String>> epoch =
                new EpochBatches(() -> open(value), Unreadable.REPLACED).assertTheSameForThreadsAndProcesses(BATCH, 11);
        if (name.equals("zstd.parquet")) { // without null rows, which are replaced
            assertThat(epoch.stream().flatMap(List::stream).distinct()).hasSize(66);
        }
    }

    /** Of more pages than are kept; those at the ends of lanes, which a batch has one for each image of, may be read twice. */
    @Test
    void anEpochReadsEachPageOnce() throws IOException {
        int files = 20;
        int pages = 13; // of each: two rows a page, in groups of 7, 7, 7 and 2 rows
        for (int i = 0; i < files; i++) {
            Files.copy(GoldenTables.file("pages-2.0.parquet"), folder.resolve(i + ".parquet"));
        }
        try (TableSource source = (TableSource) open(folder + "/*.parquet")) {
            EpochOrder order = source.trainingOrder(1, BATCH).orElseThrow();
            for (long position = 0; position < source.size(); position++) {
                read(source, order.sampleAt(0, position));
            }
            assertThat(source.chunkReads()).isBetween((long) files * pages, (long) files * pages + BATCH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd.parquet", "lz4.arrow"})
    void anEpochOfWhatAValidationLeavesHasEachImageOnce(String name) throws Exception {
        String ending = name.substring(name.lastIndexOf('.'));
        for (int i = 0; i < 3; i++) {
            Files.copy(GoldenTables.file(name), folder.resolve(i + ending));
        }
        int[] kept = IntStream.range(0, 3 * ROWS).filter(i -> i % 10 != 4).toArray(); // 62 of 69
        List<List<String>> epoch;
        try (LabelledSource source = DataSources.STANDARD
                .openLabelled(folder + "/*" + ending + "#:id", SourceSettings.DEFAULT.withShuffleBuffer(8))
                .orElseThrow()) {
            epoch = new EpochBatches(() -> new LabelledSubset(source, kept, "training"), Unreadable.REPLACED)
                    .assertTheSameForThreadsAndProcesses(BATCH, 10);
        }
        if (name.equals("zstd.parquet")) { // without null rows, which are replaced
            assertThat(epoch.stream().flatMap(List::stream).distinct()).hasSize(60);
        }
    }

    /** A random order would read a page for each image. */
    @Test
    void anEpochOfWhatAValidationLeavesReadsEachPageOnce() throws IOException {
        int files = 20;
        int pages = 13;
        for (int i = 0; i < files; i++) {
            Files.copy(GoldenTables.file("pages-2.0.parquet"), folder.resolve(i + ".parquet"));
        }
        try (TableSource source = (TableSource) open(folder + "/*.parquet")) {
            int[] labels = new int[Math.toIntExact(source.size())];
            int[] kept =
                    IntStream.range(0, labels.length).filter(i -> i % 10 != 4).toArray();
            ImageSource subset =
                    new LabelledSubset(new LabelledTable(source, List.of("a", "b"), labels), kept, "training");
            EpochOrder order = subset.trainingOrder(1, BATCH).orElseThrow();
            Set<Long> seen = new HashSet<>();
            for (long position = 0; position < subset.size(); position++) {
                seen.add(order.sampleAt(0, position));
                read(subset, order.sampleAt(0, position));
            }
            assertThat(seen).hasSize(kept.length);
            assertThat(source.chunkReads()).isLessThanOrEqualTo((long) files * pages + BATCH);
        }
    }

    private static void read(ImageSource source, long index) {
        try (RgbImage image = source.read(index)) {
            assertThat(image.height()).isEqualTo(8);
        } catch (ImageReadException e) {
            assertThat(e).hasMessage("the row has no image");
        }
    }

    @Test
    void theFingerprintChangesWithTheRowsAndTheBuffer() throws IOException {
        String first;
        try (ImageSource source = resource("zstd.parquet")) {
            first = source.fingerprint();
        }
        try (ImageSource source = resource("gzip.parquet")) {
            assertThat(source.fingerprint()).isEqualTo(first);
        }
        try (ImageSource source = resource("fallback-1.0.parquet")) {
            assertThat(source.fingerprint()).as("other row groups").isNotEqualTo(first);
        }
        try (ImageSource source =
                DataSources.STANDARD.open(GoldenTables.file("zstd.parquet").toString(), SourceSettings.DEFAULT)) {
            assertThat(source.fingerprint()).as("another buffer").isNotEqualTo(first);
        }
    }

    static List<String> names(ImageSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    private static List<String> digests(ImageSource source) throws ImageReadException {
        List<String> digests = new ArrayList<>();
        for (long i = 0; i < source.size(); i++) {
            try (RgbImage image = source.read(i)) {
                Sha256 digest = new Sha256();
                byte[] row = new byte[3 * image.width()];
                for (int y = 0; y < image.height(); y++) {
                    image.copyRow(y, 0, row);
                    digest.add(row);
                }
                digests.add(digest.hex());
            }
        }
        return digests;
    }

    /** Of each image; 0 if it cannot be read. */
    static List<Integer> widths(ImageSource source) {
        List<Integer> widths = new ArrayList<>();
        for (long i = 0; i < source.size(); i++) {
            try (RgbImage image = source.read(i)) {
                widths.add(image.width());
            } catch (ImageReadException e) {
                widths.add(0);
            }
        }
        return widths;
    }
}
