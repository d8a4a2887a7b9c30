package dev.pixio.data.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.pixio.data.remote.TestServer;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RemoteTarTest {

    @TempDir
    private Path folder;

    /** For all tests of the process: they run side by side. */
    @BeforeAll
    static void shortWaits() {
        System.setProperty("pixio.http.wait", "1");
    }

    @ParameterizedTest
    @CsvSource({"tar, true", "tar, false", "tar.zst, true"})
    void archivesOnAServerThatCutsConnectionsAreRead(String kind, boolean parts) throws IOException {
        byte[] tar = Tars.samples(0, 100);
        byte[] stored = kind.equals("tar") ? tar : Zstd.compress(tar);
        try (TestServer server = new TestServer().with("0." + kind, stored).cutting(stored.length / 3, 5)) {
            if (!parts) {
                server.withoutParts();
            }
            try (TarSource source = open(server, kind)) {
                assertThat(source.size()).isEqualTo(100);
                for (int image : new int[] {99, 3, 70, 4}) {
                    try (RgbImage read = source.read(image)) {
                        assertThat(read.width()).isEqualTo(8 + image);
                    }
                }
            }
        }
    }

    @Test
    void numbersOfSamplesAreReadBesideAnArchiveOnAServer() throws IOException {
        byte[] sizes = "{\"0.tar\": 4}".getBytes(StandardCharsets.UTF_8);
        try (TestServer server =
                new TestServer().with("a/0.tar", Tars.samples(0, 3)).with("a/sizes.json", sizes)) {
            SampleCounts counts = new SampleCounts();
            assertThat(counts.of(Archive.of(server.address("a/0.tar") + "?x=1")))
                    .hasValue(4);
            assertThat(counts.of(Archive.of(server.address("a/0.tar")))).hasValue(4);
        }
        try (TestServer server = new TestServer().with("0.tar", Tars.samples(0, 3))) {
            assertThat(new SampleCounts().of(Archive.of(server.address("0.tar"))))
                    .isEmpty();
        }
    }

    /** The file is optional: a server that has trouble with it is asked once. */
    @Test
    void numbersOfSamplesAreAskedForOnce() throws IOException {
        try (TestServer server = new TestServer().with("0.tar", Tars.samples(0, 3))) {
            Archive archive = Archive.of(server.address("0.tar"));
            server.answering(503);
            int before = server.requests();
            SampleCounts counts = new SampleCounts();
            assertThat(counts.of(archive)).isEmpty();
            assertThat(counts.of(archive)).isEmpty();
            assertThat(server.requests() - before).isEqualTo(1);
        }
    }

    @Test
    void aServerThatStopsIsNoReasonOfItsImages() throws IOException {
        TestServer server = new TestServer().with("0.tar", Tars.samples(0, 3));
        try (TarSource source = open(server, "tar")) {
            server.close();
            assertThatThrownBy(() -> source.read(0))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(server.address("0.tar")
                            + " cannot be read: the server refuses the connection, or is not reached");
        }
    }

    @Test
    void aFailureIsTriedAgainByTheNextRead() throws IOException {
        try (TestServer server = new TestServer().with("0.tar", Tars.samples(0, 3));
                TarSource source = open(server, "tar")) {
            server.answering(503);
            assertThatThrownBy(() -> source.read(1)).hasMessageEndingWith("cannot be read: the server answers 503");
            server.answering(0);
            try (RgbImage read = source.read(1)) {
                assertThat(read.width()).isEqualTo(9);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void anIndexIsKeptIfTheServerTellsWhenTheFileChanges(boolean versions, int kept) throws IOException {
        try (TestServer server = new TestServer().with("0.tar", Tars.samples(0, 3))) {
            if (!versions) {
                server.withoutVersions();
            }
            open(server, "tar").close();
        }
        File[] indices = folder.resolve("cache").toFile().listFiles();
        assertThat(indices == null ? 0 : indices.length).isEqualTo(kept);
    }

    @Test
    void aConnectionThatBreaksForGoodIsNoDamageOfTheArchive() throws IOException {
        byte[] tar = Tars.samples(0, 100);
        try (TestServer server =
                new TestServer().with("0.tar", tar).cutting(10_000, 1000).withoutParts()) {
            assertThatThrownBy(() -> open(server, "tar"))
                    .hasMessageStartingWith(server.address("0.tar") + " cannot be read: ");
            server.cutting(0, 0);
            try (TarSource source = open(server, "tar")) {
                assertThat(source.size()).isEqualTo(100);
            }
        }
    }

    private TarSource open(TestServer server, String kind) throws IOException {
        return TarSource.of(
                List.of(server.address("0." + kind)),
                "the test",
                ImageDecoder.withDefaults(),
                64,
                folder.resolve("cache"),
                found -> {});
    }
}
