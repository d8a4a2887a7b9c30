package dev.pixio.data.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.remote.TestServer;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.io.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VocSetTest {

    private static final String NAME = "VOCtest_06-Nov-2007.tar";

    private static final VocSet TEST = VocSet.of("voc2007:test").orElseThrow();

    @TempDir
    private Path folder;

    @Test
    void imagesAreThoseOfTheListInItsOrder() throws IOException {
        write(
                "VOCdevkit/VOC2012/ImageSets/Main/train.txt",
                "2008_000002 \n2007_000001\n2009_000003\n".getBytes(StandardCharsets.UTF_8));
        write("VOCdevkit/VOC2012/JPEGImages/2008_000002.jpg", jpg(5));
        write("VOCdevkit/VOC2012/JPEGImages/2007_000001.jpg", jpg(6));
        VocSet set = VocSet.of("voc2012:train").orElseThrow();
        for (Path root : new Path[] {folder, folder.resolve("VOCdevkit")}) {
            try (ImageSource source = open(set, root, Optional.empty())) {
                assertThat(source.size()).isEqualTo(3);
                assertThat(source.name(1)).isEqualTo("2007_000001.jpg");
                assertThat(width(source, 0)).isEqualTo(5);
                assertThatThrownBy(() -> source.read(2)).hasMessage("no such file");
                assertThat(source.description()).startsWith("3 images of voc2012:train in ");
            }
        }
    }

    @Test
    void aSetThatIsNotThereIsNamed() throws IOException {
        assertThatThrownBy(() -> open(TEST, folder, Optional.empty()))
                .hasMessage("there is no VOCdevkit/VOC2007/ImageSets/Main/test.txt in " + folder
                        + ": name the folder of VOCdevkit with --data-root, or add --download");
        assertThatThrownBy(() -> open(
                        VocSet.of("voc2012:test").orElseThrow(),
                        folder,
                        Optional.of(VocDownload.from(Optional.of("http://127.0.0.1:1")))))
                .hasMessageStartingWith("the images of voc2012:test are not offered for download");
        write("VOCdevkit/VOC2007/ImageSets/Main/test.txt", "../../secret\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> open(TEST, folder, Optional.empty()))
                .hasMessageContaining("is not a list of VOC: line 1");
        assertThat(VocSet.of("voc2013:test")).isEmpty();
    }

    @Test
    void aDownloadThatIsCutContinues() throws IOException {
        byte[] tar = archive("VOCdevkit/VOC2007/JPEGImages/000001.jpg");
        try (TestServer server = new TestServer().with(NAME, tar).cutting(1000, 4)) {
            Files.write(folder.resolve(NAME + ".part"), Arrays.copyOf(tar, 700)); // of an earlier start
            try (ImageSource source = open(TEST, folder, download(server, tar))) {
                assertThat(width(source, 0)).isEqualTo(7);
            }
            try (var files = Files.list(folder)) {
                assertThat(files).as("nothing else is left").containsExactly(folder.resolve("VOCdevkit"));
            }
            int requests = server.requests();
            open(TEST, folder, download(server, tar)).close();
            assertThat(server.requests()).as("it is there").isEqualTo(requests);
        }
    }

    @Test
    void anotherSizeOrSumIsRefusedBeforeUnpacking() throws IOException {
        byte[] tar = archive("VOCdevkit/VOC2007/JPEGImages/000001.jpg");
        byte[] other = tar.clone();
        other[600] ^= 1;
        try (TestServer server = new TestServer().with(NAME, Arrays.copyOf(tar, tar.length + 512))) {
            assertThatThrownBy(() -> open(TEST, folder, download(server, tar)))
                    .hasMessageContaining("bytes, and " + NAME + " was published with");
            server.with(NAME, other);
            assertThatThrownBy(() -> open(TEST, folder, download(server, tar)))
                    .hasMessageContaining("is not the archive that was published: its SHA-256 is ");
            assertThat(folder.resolve("VOCdevkit")).doesNotExist();
            server.with(NAME, tar).declaring(9);
            assertThatThrownBy(() -> open(TEST, folder, download(server, tar))).isInstanceOf(IOException.class);
            server.declaring(0);
            open(TEST, folder, download(server, tar)).close();
        }
    }

    @Test
    void nothingIsWrittenOutsideOfTheFolder() throws IOException {
        byte[] tar = archive("../outside.jpg");
        Path root = Files.createDirectory(folder.resolve("root"));
        try (TestServer server = new TestServer().with(NAME, tar)) {
            assertThatThrownBy(() -> open(TEST, root, download(server, tar)))
                    .hasMessageEndingWith("the name ../outside.jpg leads out of the folder");
        }
        assertThat(folder.resolve("outside.jpg")).doesNotExist();

        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("VOCdevkit"), elsewhere);
        byte[] through = archive("VOCdevkit/VOC2007/JPEGImages/000001.jpg");
        Files.deleteIfExists(root.resolve(NAME + ".part"));
        try (TestServer server = new TestServer().with(NAME, through)) {
            assertThatThrownBy(() -> open(TEST, root, download(server, through)))
                    .hasMessageEndingWith(root.resolve("VOCdevkit") + " is a link");
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    /** The published archives have one list for all sets of a file. */
    @Test
    void eachSetHasItsArchive() {
        assertThat(VocArchive.of(VocSet.of("voc2007:val").orElseThrow())).get().satisfies(archive -> {
            assertThat(archive.fileName()).isEqualTo("VOCtrainval_06-Nov-2007.tar");
            assertThat(archive.sha256()).hasSize(64);
        });
        assertThat(VocArchive.of(VocSet.of("voc2012:train").orElseThrow())
                        .orElseThrow()
                        .fileName())
                .isEqualTo("VOCtrainval_11-May-2012.tar");
    }

    private static Optional<VocDownload> download(TestServer server, byte[] tar) {
        VocArchive archive = new VocArchive(
                "voc2007/" + NAME, tar.length, new Sha256().add(tar).hex());
        return Optional.of(new VocDownload(Optional.of(server.address("")), set -> Optional.of(archive)));
    }

    /** A list before its image, as in the published ones. */
    private static byte[] archive(String image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            add(tar, "VOCdevkit/VOC2007/ImageSets/Main/test.txt", "000001\n".getBytes(StandardCharsets.UTF_8));
            add(tar, image, jpg(7));
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte... content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static ImageSource open(VocSet set, Path root, Optional<VocDownload> download) throws IOException {
        return set.open(root, download, ImageDecoder.withDefaults(), bytes -> {});
    }

    private static byte[] jpg(int width) throws IOException {
        return TestImages.encode(TestImages.gradient(width, 3), "jpg");
    }

    private static int width(ImageSource source, long index) throws IOException {
        try (RgbImage image = source.read(index)) {
            return image.width();
        }
    }

    private void write(String name, byte... content) throws IOException {
        Files.createDirectories(folder.resolve(name).resolveSibling(""));
        Files.write(folder.resolve(name), content);
    }
}
