package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link RealPath}: of files that exist, and of others. */
class RealPathTest {

    @TempDir
    private Path folder;

    @Test
    void aLinkIsTheFileItLeadsTo() throws IOException {
        Path file = Files.createFile(folder.resolve("file")).toRealPath();
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(RealPath.of(link)).isEqualTo(file);
    }

    @Test
    void aFileThatIsNotThereHasItsAbsolutePath() {
        assertThat(RealPath.of(folder.resolve("a/../b"))).isEqualTo(folder.resolve("b"));
        assertThat(RealPath.of(Path.of("none"))).isEqualTo(Path.of("none").toAbsolutePath());
    }
}
