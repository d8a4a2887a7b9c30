package dev.pixio.data.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.pixio.data.remote.TestServer;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RemoteTarTest {

    @TempDir
    private Path folder;

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
    void aServerThatStopsIsAReasonOfItsImages() throws IOException {
        TestServer server = new TestServer().with("0.tar", Tars.samples(0, 3));
        try (TarSource source = open(server, "tar")) {
            server.close();
            assertThatThrownBy(() -> source.read(0))
                    .hasMessageStartingWith("the archive cannot be read: " + server.address("0.tar"));
        }
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
