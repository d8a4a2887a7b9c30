package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.table.column.FileReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A read that fails, because its thread is interrupted or the file is not reached, says nothing of the rows. */
@Timeout(120)
class FailedReadsTest {

    @TempDir
    private Path folder;

    @AfterEach
    void endInterruption() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.pixio.table.GoldenTables#forwards")
    void interruptedRowsAreReadLater(String name) throws IOException {
        String file = GoldenTables.file(name).toString();
        List<Integer> expected;
        try (ImageSource source = TableImages.open(file)) {
            expected = TableImages.widths(source);
        }
        int interrupted = 0;
        List<Integer> widths = new ArrayList<>();
        try (ImageSource source = TableImages.open(file)) {
            for (long row = 0; row < source.size(); row++) {
                interrupted += readInterrupted(source, row, file) ? 1 : 0;
                widths.add(width(source, row));
            }
        }
        assertThat(widths).isEqualTo(expected);
        assertThat(interrupted).isPositive();
    }

    /** Whether the interruption ended the read; if not, the row was kept. */
    private static boolean readInterrupted(ImageSource source, long row, String file) {
        Thread.currentThread().interrupt();
        try {
            return width(source, row) < 0;
        } catch (FileReadException e) {
            assertThat(e).hasMessage(file + " cannot be read: the thread was interrupted");
            return true;
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static int width(ImageSource source, long row) {
        try (RgbImage image = source.read(row)) {
            return image.width();
        } catch (ImageReadException e) {
            return 0;
        }
    }

    /** The pages of a row group are known when the first row was read, and then a page is read. */
    @Test
    void aPageIsReadAgain() throws IOException {
        Path file = Files.copy(GoldenTables.file("pages-2.0.parquet"), folder.resolve("x.parquet"));
        try (ImageSource source = TableImages.open(file.toString())) {
            int first = width(source, 0);
            Path away = Files.move(file, folder.resolve("away"));
            List<String> failures = new ArrayList<>();
            for (long row = 0; row < source.size(); row++) {
                try {
                    assertThat(width(source, row)).isNotNegative();
                } catch (FileReadException e) {
                    failures.add(e.getMessage());
                }
            }
            assertThat(failures).isNotEmpty().containsOnly(file + " cannot be read: no such file");
            Files.move(away, file);
            assertThat(TableImages.widths(source))
                    .startsWith(first, 9, 10, 0, 12)
                    .endsWith(29, 30);
        }
    }

    @Test
    void aRowThatIsReadByItselfIsUnreadable() throws IOException {
        Path file = Files.copy(GoldenTables.file("stream.arrow"), folder.resolve("x.arrow"));
        try (ImageSource source = TableImages.open(file.toString())) {
            Path away = Files.move(file, folder.resolve("away"));
            assertThatThrownBy(() -> source.read(0))
                    .isInstanceOf(ImageReadException.class)
                    .hasMessage("the file cannot be read: no such file");
            Files.move(away, file);
            assertThat(width(source, 0)).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.parquet", "stream.arrow"})
    void openingSaysThatTheFileIsNotRead(String name) {
        Path file = GoldenTables.file(name);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> TableImages.open(file.toString()))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + " cannot be read: the thread was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void classesAreNotSaidToBeDamaged() throws IOException {
        Path file = Files.copy(GoldenTables.file("hf.parquet"), folder.resolve("x.parquet"));
        try (TableSource source = (TableSource) TableImages.open(file.toString())) {
            Files.move(file, folder.resolve("away"));
            assertThatThrownBy(() -> LabelledTable.of(source, "label"))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + " cannot be read: no such file");
        }
    }

    @Test
    void linksToTheSameFileOverlap() throws IOException {
        Path file = GoldenTables.file("hf.parquet");
        Path link = Files.createSymbolicLink(folder.resolve("link.parquet"), file);
        try (LabelledSource source = labelled(file);
                LabelledSource other = labelled(link)) {
            assertThat(source.overlapWith(other)).contains("the images in " + file.toRealPath() + " are in both");
        }
    }

    private static LabelledSource labelled(Path file) throws IOException {
        return DataSources.STANDARD
                .openLabelled(file.toString(), SourceSettings.DEFAULT)
                .orElseThrow();
    }
}
