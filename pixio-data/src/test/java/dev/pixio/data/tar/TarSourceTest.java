package dev.pixio.data.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.pixio.data.EpochBatches;
import dev.pixio.data.EpochBatches.Unreadable;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.forward.LaneOrder;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.LoaderOptions.Share;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TarSourceTest {

    private static final int BATCH = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst"})
    void eachSampleHasOneImage(String kind) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.add(to, "./a/1.depth.png", png(3));
            Tars.add(to, "./a/1.jpg", png(4));
            Tars.add(to, "./a/1.txt", (byte) 'x');
            Tars.add(to, "a/._1.jpg", (byte) 0);
            Tars.add(to, "a/2.mask.png", png(5));
            Tars.add(to, "b/" + "long".repeat(40) + ".PNG", png(6));
            Tars.add(to, "b/text.txt", (byte) 'x');
        });
        try (TarSource source = open(kind, tar)) {
            assertThat(names(source)).containsExactly("a/1.jpg", "a/2.mask.png", "b/" + "long".repeat(40) + ".PNG");
            assertThat(widths(source)).containsExactly(4, 5, 6);
            assertThat(source.leftOut().lines()).containsExactly("1 images beside the first of their sample");
        }
    }

    /** WebDataset's classes: a text beside the image, before or after it. */
    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void aMemberClsNamesTheClass(String kind) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.add(to, "1.cls", (byte) '1', (byte) '0', (byte) '\n');
            Tars.add(to, "1.png", png(4));
            Tars.add(to, "2.png", png(5));
            Tars.add(to, "2.cls", (byte) '9');
            Tars.add(to, "3.png", png(6));
            Tars.add(to, "3.cls", (byte) '1', (byte) '0');
        });
        Path file = write(kind, tar);
        for (int i = 0; i < 2; i++) { // the second time from the index
            try (LabelledSource source = labelled(file)) {
                assertThat(source.classes()).containsExactly("9", "10");
                assertThat(source.labels()).containsExactly(1, 0, 1);
                assertThat(source.revision(0)).contains(file.getFileName().toString());
                try (LabelledSource same = labelled(file)) {
                    assertThat(source.overlapWith(same)).get().asString().contains("are in both");
                }
            }
        }
    }

    @Test
    void samplesWithoutClassesAreRefusedInOneLine() throws IOException {
        Path none = write("tar", Tars.write(to -> Tars.add(to, "1.png", png(4))));
        assertThatThrownBy(() -> labelled(none))
                .hasMessage(
                        "1.png of 1 image in " + none + " has no class: a member .cls of each sample names its class");
        Path one = write("tar", Tars.samples(0, 3));
        assertThatThrownBy(() -> labelled(one)).hasMessageContaining("have only one class, '7'");
    }

    private Path write(String kind, byte[] tar) throws IOException {
        return Files.write(Files.createTempFile(folder, "classes", "." + kind), compressed(kind, tar));
    }

    private LabelledSource labelled(Path file) throws IOException {
        return DataSources.STANDARD
                .openLabelled(file.toString(), SourceSettings.DEFAULT.withIndices(folder.resolve("cache")))
                .orElseThrow();
    }

    @Test
    void namesOfSeveralArchivesBeginWithThatOfTheArchive() throws IOException {
        try (TarSource source = open("tar", Tars.samples(0, 2), Tars.samples(2, 1))) {
            assertThat(names(source)).containsExactly("0.tar/s/0000.png", "0.tar/s/0001.png", "1.tar/s/0002.png");
            assertThat(widths(source)).containsExactly(8, 9, 10);
        }
    }

    @Test
    void paxNamesAndSizesHold() throws IOException {
        byte[] tar = Tars.write(to -> {
            to.setLongFileMode(org.apache.commons.compress.archivers.tar.TarArchiveOutputStream.LONGFILE_POSIX);
            Tars.add(to, "x".repeat(150) + "/\u00e9.png", png(4));
        });
        try (TarSource source = open("tar", tar)) {
            assertThat(names(source)).containsExactly("x".repeat(150) + "/\u00e9.png");
            assertThat(widths(source)).containsExactly(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void linksAndNamesThatLeadOutAreLeftOut(String kind) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.addLink(to, "link.png", "/etc/passwd");
            Tars.add(to, "/absolute.png", png(4));
            Tars.add(to, "a/../../up.png", png(4));
            Tars.add(to, "ok.png", png(5));
        });
        try (TarSource source = open(kind, tar)) {
            assertThat(names(source)).containsExactly("ok.png");
            assertThat(source.leftOut().counts())
                    .containsEntry("links", 1L)
                    .containsEntry("members with names that lead out of the archive, or that are too long", 2L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void aTruncatedArchiveHasTheImagesBefore(String kind) throws IOException {
        byte[] tar = Tars.samples(0, 3);
        int inLast = 2 * 6 * 512 + 3 * 512 + 20; // of each sample: three headers and three contents
        try (TarSource source = open(kind, Arrays.copyOf(tar, inLast))) {
            assertThat(source.size()).isEqualTo(3);
            assertThat(widths(source, 2)).containsExactly(8, 9);
            assertThatThrownBy(() -> source.read(2)).hasMessage("the archive ends within it");
            assertThat(source.leftOut().lines()).singleElement().asString().contains("the rest of 0." + kind);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "77777777777, the archive ends within it",
        "10000000000, the archive ends within it",
        "777777777777, the archive ends within it"
    })
    void aHugeDeclaredSizeTakesNoMemory(String octal, String reason) throws IOException {
        byte[] tar = Tars.withSize(Tars.samples(0, 2), 2 * 512, octal);
        try (TarSource source = open("tar", tar)) {
            assertThat(source.size()).isEqualTo(1);
            assertThatThrownBy(() -> source.read(0)).hasMessage(reason);
        }
        try (TarSource source = open("tar.zst", tar)) {
            assertThatThrownBy(() -> source.read(0)).isInstanceOf(ImageReadException.class);
        }
    }

    @Test
    void aDamagedHeaderEndsTheIndexWithItsPlace() throws IOException {
        byte[] tar = Tars.samples(0, 3);
        tar[6 * 512 + 3] ^= 1; // a header of the second sample
        try (TarSource source = open("tar", tar)) {
            assertThat(source.size()).isEqualTo(1);
            assertThat(source.leftOut().lines())
                    .containsExactly("the rest of 0.tar: there is no header of a member at byte 3072");
        }
    }

    @Test
    void whatIsNoArchiveIsRefusedInOneLine() {
        assertThatThrownBy(() -> open("tar", "no archive".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .hasMessage(
                        folder.resolve("0.tar") + " is not a tar archive: there is no header of a member at byte 0");
        assertThatThrownBy(() -> open("tar", Tars.write(to -> Tars.add(to, "a.txt", (byte) 'x'))))
                .hasMessage("no images in the test");
        assertThatThrownBy(() -> TarSource.of(
                        List.of(folder.resolve("gone.tar").toString()),
                        "gone",
                        ImageDecoder.withDefaults(),
                        64,
                        folder.resolve("cache"),
                        found -> {}))
                .hasMessage("no such file: " + folder.resolve("gone.tar"));
    }

    @Test
    void anIndexIsKeptUntilTheArchiveChanges() throws IOException {
        open("tar", Tars.samples(0, 3)).close();
        Path archive = folder.resolve("0.tar");
        FileTime time = Files.getLastModifiedTime(archive);
        TarIndex planted = new TarIndex();
        planted.add("planted.png", 512, 10, "");
        String identity = Archive.of(archive.toString()).identity();
        new TarIndexCache(folder.resolve("cache")).save(identity, planted);
        try (TarSource source = reopen("tar", 1)) {
            assertThat(names(source)).containsExactly("planted.png");
        }
        Files.setLastModifiedTime(archive, FileTime.fromMillis(time.toMillis() + 5000));
        try (TarSource source = reopen("tar", 1)) {
            assertThat(source.size()).as("another time").isEqualTo(3);
        }
        Files.write(archive, Tars.samples(0, 4));
        Files.setLastModifiedTime(archive, time);
        try (TarSource source = reopen("tar", 1)) {
            assertThat(source.size()).as("another size").isEqualTo(4);
        }
        Files.write(archive, Tars.samples(0, 3));
        Files.setLastModifiedTime(archive, time);
        try (TarSource source = reopen("tar", 1)) {
            assertThat(names(source)).as("as at first").containsExactly("planted.png");
        }
        try (var files = Files.list(folder.resolve("cache"))) {
            for (Path index : files.toList()) {
                Files.write(index, Arrays.copyOf(Files.readAllBytes(index), 40));
            }
        }
        try (TarSource source = reopen("tar", 1)) {
            assertThat(source.size()).as("a damaged index is made again").isEqualTo(3);
        }
    }

    @Test
    void anIndexOfADamagedArchiveIsNotKept() throws IOException {
        open("tar", Arrays.copyOf(Tars.samples(0, 3), 15 * 512 + 20)).close();
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    /** A sample without an image counts. A file that states another number costs no pass through the archive at each start. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theNumberOfSamplesIsKeptInTheIndex(int stated) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.add(to, "1.png", png(4));
            Tars.add(to, "2.txt", (byte) 'x');
            Tars.add(to, "3.png", png(5));
        });
        Files.writeString(folder.resolve("sizes.json"), "{\"0.tar\": " + stated + ", \"1.tar\": 9, \"note\": \"x\"}");
        try (TarSource source = open("tar", tar)) {
            assertThat(source.size()).isEqualTo(2);
        }
        String identity = Archive.of(folder.resolve("0.tar").toString()).identity();
        assertThat(new TarIndexCache(folder.resolve("cache")).find(identity))
                .hasValueSatisfying(index -> assertThat(index.samples()).isEqualTo(3));
    }

    @Test
    void aFileThatIsUnpackedIsCompleteOrAbsent() throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.add(to, "a.txt", new byte[600]);
            Tars.add(to, "b.txt", new byte[600]);
        });
        Path archive = Files.write(folder.resolve("t.tar"), Arrays.copyOf(tar, 512 + 1024 + 512 + 100));
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> TarUnpacker.unpack(archive, out, name -> true))
                .hasMessageContaining(" cannot be unpacked: ");
        try (var files = Files.list(out)) {
            assertThat(files).containsExactly(out.resolve("a.txt"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void anEpochHasEachImageOnceForAnyThreadsAndProcesses(String kind) throws Exception {
        List<byte[]> shards = Tars.shards(30, 1, 70, 19);
        open(kind, shards.toArray(byte[][]::new)).close();
        List<List<String>> epoch = batches(kind, 4).assertTheSameForThreadsAndProcesses(BATCH, 20);
        assertThat(epoch.stream().flatMap(List::stream).distinct()).hasSize(120);
    }

    /** As fine-tuning reads archives with classes, of which it holds out images. */
    @Test
    void anEpochOfWhatAValidationLeavesHasEachImageOnce() throws Exception {
        byte[] tar = Tars.write(to -> {
            for (int i = 0; i < 40; i++) {
                Tars.add(to, i + ".png", png(8 + i));
                Tars.add(to, i + ".cls", (byte) ('1' + i % 2));
            }
        });
        for (int i = 0; i < 3; i++) {
            Files.write(folder.resolve(i + ".tar.gz"), compressed("tar.gz", tar));
        }
        SourceSettings settings =
                SourceSettings.DEFAULT.withIndices(folder.resolve("cache")).withShuffleBuffer(32);
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
        open("tar.gz", Tars.shards(20, 20, 20, 20, 20, 20).toArray(byte[][]::new))
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

    private EpochBatches batches(String kind, int archives) {
        return new EpochBatches(() -> reopen(kind, archives), Unreadable.NONE);
    }

    private TarSource open(String kind, byte[]... tars) throws IOException {
        for (int i = 0; i < tars.length; i++) {
            Files.write(folder.resolve(i + "." + kind), compressed(kind, tars[i]));
        }
        return reopen(kind, tars.length);
    }

    private TarSource reopen(String kind, int count) throws IOException {
        List<String> locations = IntStream.range(0, count)
                .mapToObj(i -> folder.resolve(i + "." + kind).toString())
                .toList();
        return TarSource.of(
                locations, "the test", ImageDecoder.withDefaults(), 32, folder.resolve("cache"), found -> {});
    }

    private static byte[] compressed(String kind, byte[] tar) throws IOException {
        return switch (kind) {
            case "tar.gz" -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(tar);
                }
                yield bytes.toByteArray();
            }
            case "tar.zst" -> Zstd.compress(tar);
            default -> tar;
        };
    }

    private static byte[] png(int width) throws IOException {
        return TestImages.encode(TestImages.gradient(width, 3), "png");
    }

    private static List<String> names(ImageSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    private static List<Integer> widths(ImageSource source) throws ImageReadException {
        return widths(source, (int) source.size());
    }

    private static List<Integer> widths(ImageSource source, int count) throws ImageReadException {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try (RgbImage image = source.read(i)) {
                widths.add(image.width());
            }
        }
        return widths;
    }
}
