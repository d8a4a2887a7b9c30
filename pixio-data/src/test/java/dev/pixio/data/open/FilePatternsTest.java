package dev.pixio.data.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePatternsTest {

    @TempDir
    private Path folder;

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private List<String> matching(String pattern) throws IOException {
        return FilePatterns.locations(folder + "/" + pattern, "archive").stream()
                .map(file -> folder.relativize(Path.of(file)).toString())
                .toList();
    }

    @Test
    void linksToFilesAndFoldersAreFollowed() throws IOException {
        write("store/0.bin");
        write("other/2.tar");
        Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("data/1.tar"), folder.resolve("store/0.bin"));
        Files.createSymbolicLink(folder.resolve("data/more"), folder.resolve("other"));
        Files.createSymbolicLink(folder.resolve("data/cycle"), folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("data/gone.tar"), folder.resolve("gone"));
        assertThat(matching("data/*.tar")).containsExactly("data/1.tar");
        assertThat(matching("data/**.tar")).containsExactly("data/1.tar", "data/more/2.tar");
        assertThat(matching("data/*/*.tar")).containsExactly("data/more/2.tar");
    }

    @Test
    void aFileIsUsedOnce() throws IOException {
        write("a/1.tar");
        Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
        assertThat(matching("*/*.tar")).containsExactly("a/1.tar");
    }

    @Test
    void namesInBracesAreEachOfTheKind() {
        assertThat(FilePatterns.isEach("x.{tar,tgz}", name -> name.contains(".t")))
                .isTrue();
        assertThat(FilePatterns.isEach("x.{tar,png}", name -> name.contains(".t")))
                .isFalse();
        assertThat(FilePatterns.isEach("x-{9..1}", name -> name.contains(".t"))).isFalse();
    }
}
