package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On files that pyarrow and datasets wrote: row i has an image that is 8 + i pixels wide. */
@Timeout(120)
class TableSourceTest {

    private static final Set<Integer> NULLS = Set.of(3, 11);

    @TempDir
    private Path folder;

    private static ImageSource resource(String name) throws IOException {
        return TableImages.open(GoldenTables.value(name));
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
            assertThat(TableImages.names(source))
                    .isEqualTo(IntStream.range(0, GoldenTables.ROWS)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(TableImages.widths(source))
                    .isEqualTo(IntStream.range(8, 8 + GoldenTables.ROWS).boxed().toList());
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
            assertThat(source.size()).isEqualTo(GoldenTables.ROWS);
            assertThat(TableImages.widths(source))
                    .isEqualTo(IntStream.range(0, GoldenTables.ROWS)
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
            assertThat(TableImages.widths(source))
                    .isEqualTo(IntStream.range(0, 24)
                            .mapToObj(i -> NULLS.contains(i) ? 0 : 8 + i % 4)
                            .toList());
        }
    }

    @Test
    void aColumnIsChosenByItsName() throws IOException {
        try (ImageSource source = resource("two.parquet#mask")) {
            assertThat(TableImages.widths(source)).startsWith(30, 29, 28);
        }
        try (ImageSource source = resource("two.parquet#blob")) {
            assertThat(TableImages.widths(source)).startsWith(8, 9, 10);
        }
        try (ImageSource source = resource("nested.parquet#sample.image")) {
            assertThat(source.size()).isEqualTo(GoldenTables.ROWS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two.parquet | FILE has several columns of bytes, image, mask: choose one, such as 'FILE#image'",
                "two.parquet#id | no column id of FILE has images: it has image, mask, blob",
                "lists.parquet | no column of FILE has images: they are bytes, or structures with a field 'bytes', and it has only images, n; images is a list or map of binary, which is not read: write it as binary",
                "unread.arrow | no column of FILE has images: they are bytes, or structures with a field 'bytes', and it has only view, dictionary, n; view is binary_view, dictionary is dictionary-encoded, which is not read: write it as binary",
                "brotli.parquet | FILE is compressed by BROTLI, which is not supported: write it again with SNAPPY, GZIP, ZSTD or LZ4_RAW",
                "empty.parquet | no rows in FILE",
            })
    void mistakesAreOneLine(String value, String message) {
        Path file = GoldenTables.file(value.replaceFirst("#.*", ""));
        assertThatThrownBy(() -> resource(value)).hasMessage(message.replace("FILE", file.toString()));
    }

    @Test
    void encodingsThatAreNotReadAreNamed() throws IOException {
        try (ImageSource source = resource("delta.parquet")) {
            assertThatThrownBy(() -> source.read(0))
                    .hasMessage(
                            "the encoding DELTA_LENGTH_BYTE_ARRAY of the column is not supported: write it again with plain or"
                                    + " dictionary encoding (pyarrow: use_dictionary=True, or use_dictionary=False with"
                                    + " column_encoding='PLAIN')");
        }
    }

    @Test
    void valuesThatAreNoImagesAreUnreadable() throws IOException {
        try (ImageSource source = resource("broken.parquet")) {
            assertThat(TableImages.widths(source)).containsExactly(0, 9, 0, 0);
            assertThatThrownBy(() -> source.read(3)).hasMessage("empty file");
        }
    }

    @Test
    void whatIsNoTableIsRefusedInOneLine() throws IOException {
        for (String name : List.of("x.parquet", "x.arrow")) {
            String kind = name.equals("x.parquet") ? "a Parquet" : "an Arrow";
            Path path = folder.resolve(name);
            assertThatThrownBy(() -> TableImages.open(path.toString())).hasMessage("no such file: " + path);
            Files.writeString(path, "");
            assertThatThrownBy(() -> TableImages.open(path.toString()))
                    .hasMessageStartingWith(path + " is not " + kind + " file: ");
            Files.writeString(path, "no table ".repeat(50));
            assertThatThrownBy(() -> TableImages.open(path.toString()))
                    .hasMessageStartingWith(path + " is not " + kind + " file: ");
        }
        assertThatThrownBy(() -> TableImages.open(folder + "/*.arrow.parquet"))
                .hasMessage("no file matches " + folder + "/*.arrow.parquet");
    }

    @Test
    void aFileWithAnotherNameMayHaveTheSign() throws IOException {
        Path odd = Files.copy(GoldenTables.file("none.parquet"), folder.resolve("a#b.parquet"));
        try (ImageSource source = TableImages.open(odd.toString())) {
            assertThat(source.size()).isEqualTo(GoldenTables.ROWS);
        }
    }

    @Test
    void namesOfSeveralFilesBeginWithThatOfTheFile() throws IOException {
        Files.copy(GoldenTables.file("none.parquet"), folder.resolve("train-0.parquet"));
        try (ImageSource source = TableImages.open(folder + "/train-*.parquet")) {
            assertThat(TableImages.names(source)).startsWith("0");
        }
        Files.copy(GoldenTables.file("stream.arrow"), folder.resolve("train-1.arrow"));
        try (ImageSource source = TableImages.open(folder + "/train-*.{parquet,arrow}")) {
            assertThat(TableImages.names(source))
                    .startsWith("train-0.parquet/0")
                    .endsWith("train-1.arrow/22");
        }
        try (ImageSource source = TableImages.open(folder + "/train-*.{parquet,arrow}#image")) {
            assertThat(source.size()).isEqualTo(2 * GoldenTables.ROWS);
        }
        Files.copy(GoldenTables.file("gzip.parquet"), folder.resolve("train-2.parquet"));
        try (ImageSource source = TableImages.open(folder + "/train-*.parquet#image")) {
            assertThat(TableImages.names(source))
                    .startsWith("train-0.parquet/0")
                    .endsWith("train-2.parquet/22");
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
        try (ImageSource source = TableImages.open(folder + "/{a,b}/train.parquet")) {
            assertThat(TableImages.names(source))
                    .startsWith("a/train.parquet/0")
                    .endsWith("b/train.parquet/22")
                    .doesNotHaveDuplicates();
        }
        assertThatThrownBy(() -> TableImages.open(folder + "/{a,a}/train.parquet"))
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
            LabelledTable labelled = new LabelledTable(images, List.of("a", "b"), new int[GoldenTables.ROWS]);
            LabelledTable others = new LabelledTable(masks, List.of("a", "b"), new int[GoldenTables.ROWS]);
            assertThat(labelled.revision(0)).isNotEqualTo(others.revision(0));
            assertThat(labelled.description()).isNotEqualTo(others.description());
            assertThat(labelled.fingerprint()).isNotEqualTo(others.fingerprint());
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
}
