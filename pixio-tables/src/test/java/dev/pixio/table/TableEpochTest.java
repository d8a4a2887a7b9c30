package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which an epoch reads the rows of tables. */
@Timeout(120)
class TableEpochTest {

    private static final int BATCH = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zstd.parquet", "pages-2.0.parquet", "fallback-1.0.parquet", "lz4.arrow", "stream.arrow"})
    void anEpochHasEachImageOnceForAnyThreadsAndProcesses(String name) throws Exception {
        String ending = name.substring(name.lastIndexOf('.'));
        for (int i = 0; i < 3; i++) {
            Files.copy(GoldenTables.file(name), folder.resolve(i + ending));
        }
        String value = folder + "/*" + ending;
        List<List<String>> epoch = new EpochBatches(() -> TableImages.open(value), Unreadable.REPLACED)
                .assertTheSameForThreadsAndProcesses(BATCH, 11);
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
        try (TableSource source = (TableSource) TableImages.open(folder + "/*.parquet")) {
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
        int[] kept = IntStream.range(0, 3 * GoldenTables.ROWS)
                .filter(i -> i % 10 != 4)
                .toArray(); // 62 of 69
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
        try (TableSource source = (TableSource) TableImages.open(folder + "/*.parquet")) {
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
}
