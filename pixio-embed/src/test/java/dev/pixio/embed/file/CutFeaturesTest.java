package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.embed.file.FeatureExport.Mode;
import dev.pixio.embed.log.FeatureFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files whose end is missing, as after a copy that was interrupted, and files with other bytes. */
class CutFeaturesTest extends ExportFixture {

    private static final String NO_FEATURES = " is not a feature file of 'pixio embed': ";

    /** Names of classes, and phrases that the libraries' messages have. */
    private static final List<String> OF_LIBRARIES = List.of(
            "org.apache", "java.", "@", "Source:", "marker", "Expected", "Unexpected", "can not", "Can not", "class ");

    private record Row(String name, ByteBuffer features) {}

    private Path written(FeatureFormat format) throws Exception {
        Path file = folder.resolve("features."
                + (format == FeatureFormat.JSON_LINES ? "jsonl" : format.name().toLowerCase(Locale.ROOT)));
        export(file, NO_MODES, NO_LISTENER);
        return file;
    }

    private static List<Row> rows(Path file) throws IOException {
        FeatureFormat.FeatureFile format = FeatureFormat.of(file).file();
        List<Row> rows = new ArrayList<>();
        format.read(file, format.header(file), (name, row) -> {
            byte[] copy = new byte[row.remaining()];
            row.get(copy);
            rows.add(new Row(name, ByteBuffer.wrap(copy)));
        });
        return rows;
    }

    private static void assertPlain(Path file, IOException refusal) {
        assertThat(refusal).isInstanceOf(FeatureFileException.class);
        assertThat(refusal.getMessage())
                .startsWith(file + NO_FEATURES)
                .hasLineCount(1)
                .satisfies(message -> assertThat(OF_LIBRARIES)
                        .noneMatch(message.substring(file.toString().length())::contains));
    }

    @ParameterizedTest
    @EnumSource(FeatureFormat.class)
    void noNumberIsTakenFromACutFile(FeatureFormat format) throws Exception {
        Path file = written(format);
        byte[] whole = Files.readAllBytes(file);
        List<Row> expected = rows(file);
        int accepted = 0;
        for (int length = 0; length < whole.length; length += format == FeatureFormat.PARQUET ? 13 : 3) {
            Files.write(file, Arrays.copyOf(whole, length));
            try {
                List<Row> rows = rows(file);
                assertThat(rows).isEqualTo(expected.subList(0, rows.size()));
                accepted++;
            } catch (IOException refusal) {
                assertPlain(file, refusal);
            }
        }
        // Formats of lines may end after each of them, and JSON without the end of the line.
        assertThat(accepted)
                .isLessThanOrEqualTo(
                        format == FeatureFormat.CSV ? 11 : format == FeatureFormat.JSON_LINES ? 2 * 11 + 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(FeatureFormat.class)
    void damagedFilesAreDescribedInPlainWords(FeatureFormat format) throws Exception {
        Path file = written(format);
        byte[] whole = Files.readAllBytes(file);
        for (int position = 0; position < whole.length; position += 17) {
            byte[] damaged = whole.clone();
            damaged[position] ^= (byte) (position % 3 == 0 ? 0xFF : 4);
            Files.write(file, damaged);
            try {
                rows(file);
            } catch (IOException refusal) {
                assertPlain(file, refusal);
            }
        }
    }

    @Test
    void aCsvWithoutTheEndOfItsLastNumberIsRefused() throws Exception {
        Path file = written(FeatureFormat.CSV);
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, whole.length - 5);
        Files.write(file, cut);

        assertThatThrownBy(() -> export(file, Set.of(Mode.APPEND), NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(file + NO_FEATURES + "its last line does not end; it may be cut off");
        assertThat(file).hasBinaryContent(cut);
    }

    @Test
    void aCutLineOfJsonIsNamed() throws Exception {
        Path file = written(FeatureFormat.JSON_LINES);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));

        assertThatThrownBy(() -> export(file, Set.of(Mode.APPEND), NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(file + NO_FEATURES + "line 11 is cut off or no JSON");
    }

    @Test
    void aCutParquetFileIsSaidToBeCut() throws Exception {
        Path file = written(FeatureFormat.PARQUET);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));

        assertThatThrownBy(() -> export(file, Set.of(Mode.APPEND), NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(file + NO_FEATURES + "it does not end as a Parquet file; it may be cut off");
    }

    @Test
    void aCutSecondFileIsNamed() throws Exception {
        Path file = written(FeatureFormat.NPY);
        Path side = SidecarFile.of(file);
        Files.writeString(side, Files.readString(side, StandardCharsets.UTF_8).substring(0, 90));

        assertThatThrownBy(() -> export(file, Set.of(Mode.APPEND), NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(file + NO_FEATURES + "features.npy.json is cut off or no JSON");
    }

    @Test
    void aSafetensorsFileThatEndsInItsPathsIsSaidToBeCut() throws Exception {
        Path file = written(FeatureFormat.SAFETENSORS);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));

        assertThatThrownBy(() -> export(file, Set.of(Mode.APPEND), NO_LISTENER))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(file + NO_FEATURES + "its list of paths is cut off or no JSON");
    }
}
