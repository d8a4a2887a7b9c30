package dev.pixio.data.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TarSourceTest {

    @TempDir
    private Path folder;

    private TarFolder archives;

    @BeforeEach
    void inFolder() {
        archives = new TarFolder(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst"})
    void eachSampleHasOneImage(String kind) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.add(to, "./a/1.depth.png", Tars.png(3));
            Tars.add(to, "./a/1.jpg", Tars.png(4));
            Tars.add(to, "./a/1.txt", (byte) 'x');
            Tars.add(to, "a/._1.jpg", (byte) 0);
            Tars.add(to, "a/2.mask.png", Tars.png(5));
            Tars.add(to, "b/" + "long".repeat(40) + ".PNG", Tars.png(6));
            Tars.add(to, "b/text.txt", (byte) 'x');
        });
        try (TarSource source = archives.open(kind, tar)) {
            assertThat(TarFolder.names(source))
                    .containsExactly("a/1.jpg", "a/2.mask.png", "b/" + "long".repeat(40) + ".PNG");
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
            Tars.add(to, "1.png", Tars.png(4));
            Tars.add(to, "2.png", Tars.png(5));
            Tars.add(to, "2.cls", (byte) '9');
            Tars.add(to, "3.png", Tars.png(6));
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
        Path none = write("tar", Tars.write(to -> Tars.add(to, "1.png", Tars.png(4))));
        assertThatThrownBy(() -> labelled(none))
                .hasMessage(
                        "1.png of 1 image in " + none + " has no class: a member .cls of each sample names its class");
        Path one = write("tar", Tars.samples(0, 3));
        assertThatThrownBy(() -> labelled(one)).hasMessageContaining("have only one class, '7'");
    }

    private Path write(String kind, byte[] tar) throws IOException {
        return Files.write(Files.createTempFile(folder, "classes", "." + kind), Tars.compressed(kind, tar));
    }

    private LabelledSource labelled(Path file) throws IOException {
        return DataSources.STANDARD
                .openLabelled(file.toString(), SourceSettings.DEFAULT.withIndices(archives.cache()))
                .orElseThrow();
    }

    @Test
    void namesOfSeveralArchivesBeginWithThatOfTheArchive() throws IOException {
        try (TarSource source = archives.open("tar", Tars.samples(0, 2), Tars.samples(2, 1))) {
            assertThat(TarFolder.names(source))
                    .containsExactly("0.tar/s/0000.png", "0.tar/s/0001.png", "1.tar/s/0002.png");
            assertThat(widths(source)).containsExactly(8, 9, 10);
        }
    }

    @Test
    void paxNamesAndSizesHold() throws IOException {
        byte[] tar = Tars.write(to -> {
            to.setLongFileMode(org.apache.commons.compress.archivers.tar.TarArchiveOutputStream.LONGFILE_POSIX);
            Tars.add(to, "x".repeat(150) + "/\u00e9.png", Tars.png(4));
        });
        try (TarSource source = archives.open("tar", tar)) {
            assertThat(TarFolder.names(source)).containsExactly("x".repeat(150) + "/\u00e9.png");
            assertThat(widths(source)).containsExactly(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void linksAndNamesThatLeadOutAreLeftOut(String kind) throws IOException {
        byte[] tar = Tars.write(to -> {
            Tars.addLink(to, "link.png", "/etc/passwd");
            Tars.add(to, "/absolute.png", Tars.png(4));
            Tars.add(to, "a/../../up.png", Tars.png(4));
            Tars.add(to, "ok.png", Tars.png(5));
        });
        try (TarSource source = archives.open(kind, tar)) {
            assertThat(TarFolder.names(source)).containsExactly("ok.png");
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
        try (TarSource source = archives.open(kind, Arrays.copyOf(tar, inLast))) {
            assertThat(source.size()).isEqualTo(3);
            assertThat(widths(source, 2)).containsExactly(8, 9);
            assertThatThrownBy(() -> source.read(2)).hasMessage("the archive ends within it");
            assertThat(source.leftOut().lines()).singleElement().asString().contains("the rest of 0." + kind);
            assertThat(source.leftOut().unreadable()).isEqualTo(1);
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
        try (TarSource source = archives.open("tar", tar)) {
            assertThat(source.size()).isEqualTo(1);
            assertThatThrownBy(() -> source.read(0)).hasMessage(reason);
        }
        try (TarSource source = archives.open("tar.zst", tar)) {
            assertThatThrownBy(() -> source.read(0)).isInstanceOf(ImageReadException.class);
        }
    }

    @Test
    void aDamagedHeaderEndsTheIndexWithItsPlace() throws IOException {
        byte[] tar = Tars.samples(0, 3);
        tar[6 * 512 + 3] ^= 1; // a header of the second sample
        try (TarSource source = archives.open("tar", tar)) {
            assertThat(source.size()).isEqualTo(1);
            assertThat(source.leftOut().lines())
                    .containsExactly("the rest of 0.tar: there is no header of a member at byte 3072");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar.gz", "tar.zst"})
    void aCompressedArchiveThatIsCutOffIsNotCalledAnotherFormat(String kind) throws IOException {
        byte[] whole = Tars.compressed(kind, Tars.samples(0, 3));
        Path cut = Files.write(folder.resolve("cut." + kind), Arrays.copyOf(whole, 40));

        assertThatThrownBy(() -> TarSource.of(
                        List.of(cut.toString()), "cut", ImageDecoder.withDefaults(), 64, archives.cache(), found -> {}))
                .hasMessage(cut + " is cut off before its first member: its compressed data end too early");
    }

    @Test
    void anArchiveThatIsCutOffInItsFirstHeadersIsNotCalledAnotherFormat() {
        byte[] tar = Tars.write(to -> Tars.add(to, "x".repeat(150) + ".png", Tars.png(4)));

        assertThatThrownBy(() -> archives.open("tar", Arrays.copyOf(tar, 700)))
                .hasMessageContaining("left out the rest of 0.tar: the archive ends within a member");
    }

    @Test
    void whatIsNoArchiveIsRefusedInOneLine() {
        assertThatThrownBy(() -> archives.open("tar", "no archive".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .hasMessage(
                        folder.resolve("0.tar") + " is not a tar archive: there is no header of a member at byte 0");
        assertThatThrownBy(() -> archives.open("tar", Tars.write(to -> Tars.add(to, "a.txt", (byte) 'x'))))
                .hasMessage("no images in the test");
        assertThatThrownBy(() -> TarSource.of(
                        List.of(folder.resolve("gone.tar").toString()),
                        "gone",
                        ImageDecoder.withDefaults(),
                        64,
                        archives.cache(),
                        found -> {}))
                .hasMessage("no such file: " + folder.resolve("gone.tar"));
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
