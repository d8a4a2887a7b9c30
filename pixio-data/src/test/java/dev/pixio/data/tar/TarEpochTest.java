package dev.pixio.data.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.EpochBatches;
import dev.pixio.data.EpochBatches.Unreadable;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.forward.LaneOrder;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.LoaderOptions.Share;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which an epoch reads archives. */
@Timeout(120)
class TarEpochTest {

    private static final int BATCH = 6;

    @TempDir
    private Path folder;

    private TarFolder archives;

    @BeforeEach
    void inFolder() {
        archives = new TarFolder(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void anEpochHasEachImageOnceForAnyThreadsAndProcesses(String kind) throws Exception {
        List<byte[]> shards = Tars.shards(30, 1, 70, 19);
        archives.open(kind, shards.toArray(byte[][]::new)).close();
        List<List<String>> epoch = batches(kind, 4).assertTheSameForThreadsAndProcesses(BATCH, 20);
        assertThat(epoch.stream().flatMap(List::stream).distinct()).hasSize(120);
    }

    /** As fine-tuning reads archives with classes, of which it holds out images. */
    @Test
    void anEpochOfWhatAValidationLeavesHasEachImageOnce() throws Exception {
        byte[] tar = Tars.write(to -> {
            for (int i = 0; i < 40; i++) {
                Tars.add(to, i + ".png", Tars.png(8 + i));
                Tars.add(to, i + ".cls", (byte) ('1' + i % 2));
            }
        });
        for (int i = 0; i < 3; i++) {
            Files.write(folder.resolve(i + ".tar.gz"), Tars.compressed("tar.gz", tar));
        }
        SourceSettings settings =
                SourceSettings.DEFAULT.withIndices(archives.cache()).withShuffleBuffer(32);
        int[] kept = IntStream.range(0, 120).filter(i -> i % 10 != 4).toArray();
        List<List<String>> epoch;
        try (LabelledSource source = DataSources.STANDARD
                .openLabelled(folder + "/*.tar.gz", settings)
                .orElseThrow()) {
            epoch = new EpochBatches(() -> new LabelledSubset(source, kept, "training"), Unreadable.NONE)
                    .assertTheSameForThreadsAndProcesses(BATCH, 18);
        }
        assertThat(epoch.stream().flatMap(List::stream).distinct())
                .hasSize(108)
                .noneMatch(name -> name.endsWith("4.png"));
        // A lane for each archive: a batch has two images of each, which are read forwards.
        assertThat(epoch).allSatisfy(batch -> {
            for (String archive : List.of("0.tar", "1.tar", "2.tar")) {
                assertThat(batch).filteredOn(name -> name.startsWith(archive)).hasSize(2);
            }
        });
    }

    /** Of six archives of the same size, each process reads three: the last batches of an epoch are dropped for none. */
    @Test
    void processesReadArchivesOfTheirOwn() throws Exception {
        archives.open("tar.gz", Tars.shards(20, 20, 20, 20, 20, 20).toArray(byte[][]::new))
                .close();
        LoaderOptions options = LoaderOptions.training(BATCH, 3);
        List<HashSet<String>> archives = new ArrayList<>();
        for (int process = 0; process < 2; process++) {
            HashSet<String> read = new HashSet<>();
            batches("tar.gz", 6)
                    .names(options.withShare(new Share(process, 2)), 0, 0, 20)
                    .forEach(batch -> batch.forEach(name -> read.add(name.substring(0, 1))));
            archives.add(read);
        }
        assertThat(archives.get(0)).hasSize(3).doesNotContainAnyElementsOf(archives.get(1));
        assertThat(archives.get(1)).hasSize(3);
    }

    @Test
    void lanesDivideTheProcesses() {
        assertThat(IntStream.of(1, 2, 3, 5, 7, 23, 24, 1000).map(LaneOrder::lanes))
                .containsExactly(1, 2, 3, 4, 6, 12, 24, 24);
    }

    private EpochBatches batches(String kind, int count) {
        return new EpochBatches(() -> archives.reopen(kind, count), Unreadable.NONE);
    }
}
