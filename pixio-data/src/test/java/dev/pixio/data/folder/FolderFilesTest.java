package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFilesTest {

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("folder"));
    }

    private static Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private FolderFiles films() throws IOException {
        return FolderFiles.of(folder, name -> name.endsWith(".mp4"), Set.of(folder.resolve("own")));
    }

    @Test
    void filesOfTheKindAreFoundInNaturalOrder() throws IOException {
        for (String name : List.of("10.mp4", "2.mp4", "a/1.mp4", "a/1.txt", ".hidden.mp4", ".b/1.mp4", "own/1.mp4")) {
            write(folder.resolve(name));
        }
        assertThat(films().names()).containsExactly("2.mp4", "10.mp4", "a/1.mp4");
    }

    @Test
    void linksAreFollowedAndEachFileIsFoundOnce() throws IOException {
        write(folder.resolve("film.mp4"));
        Path store = write(temporary.resolve("store/one.mp4")).getParent();
        Path blob = write(folder.resolve("blobs/8d1f"));
        Files.createSymbolicLink(folder.resolve("again.mp4"), folder.resolve("film.mp4"));
        Files.createSymbolicLink(folder.resolve("blob.mp4"), blob);
        Files.createSymbolicLink(folder.resolve("cycle"), folder);
        Files.createSymbolicLink(folder.resolve("first"), store);
        Files.createSymbolicLink(folder.resolve("nowhere.mp4"), temporary.resolve("gone"));
        Files.createSymbolicLink(folder.resolve("second"), store);

        FolderFiles found = films();

        assertThat(found.names()).containsExactly("blob.mp4", "film.mp4", "first/one.mp4");
        assertThat(found.leftOut().lines())
                .containsExactly(
                        "3 links to what is listed already, first again.mp4", "1 link that leads nowhere, nowhere.mp4");
    }

    @Test
    void theSearchEndsWithAFile() throws IOException {
        for (String name : List.of("1.dcm", "2.png", "3.dcm")) {
            write(folder.resolve(name));
        }
        assertThat(FolderFiles.upTo(folder, name -> name.endsWith(".png"))).containsExactly("1.dcm", "2.png");
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> FolderFiles.of(folder.resolve("gone"), name -> true, Set.of()))
                .isInstanceOf(IOException.class);
    }
}
