package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path folder;

    private Path photo;

    @BeforeEach
    void write() throws IOException {
        photo = Files.writeString(folder.resolve("photo.jpg"), "photo");
    }

    @Test
    void whatExistsIsRefusedWithWhatToDo() {
        assertThatCode(() -> OutputFile.requireAbsent(folder.resolve("new.png"), "use --overwrite"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> OutputFile.requireAbsent(photo, "use --overwrite"))
                .hasMessage(photo + ": it exists; use --overwrite");
        assertThatThrownBy(() -> OutputFile.requireAbsent(folder, "use --overwrite"))
                .hasMessage(folder + ": it is a folder; name a file");
    }

    @Test
    void missingFoldersAreCreated() throws IOException {
        Path file = folder.resolve("a/b/sheet.png");
        OutputFile.requireFolderOf(file);
        assertThat(folder.resolve("a")).doesNotExist();

        OutputFile.createFolderOf(file);

        assertThat(folder.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void aFileIsNoFolder() {
        Path file = photo.resolve("deep/sheet.png");
        String message = file + ": " + photo + " is a file, not a folder";

        assertThatThrownBy(() -> OutputFile.requireFolderOf(file)).hasMessage(message);
        assertThatThrownBy(() -> OutputFile.createFolderOf(file)).hasMessage(message);
        assertThatThrownBy(() -> OutputFile.createFolder(file)).hasMessage(message);
        assertThatThrownBy(() -> OutputFile.createFolder(photo)).hasMessage(photo + ": it is a file, not a folder");
    }
}
