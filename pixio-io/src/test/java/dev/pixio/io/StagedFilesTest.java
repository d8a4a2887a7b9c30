package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {

    @TempDir
    private Path temp;

    private Path staging;
    private Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        staging = Files.createDirectory(temp.resolve("staging"));
        folder = Files.createDirectory(temp.resolve("folder"));
        for (String name : List.of("weights", "config")) {
            Files.writeString(staging.resolve(name), "new " + name);
            Files.writeString(folder.resolve(name), "old " + name);
        }
        Files.writeString(folder.resolve("weights-2"), "old weights-2");
        Files.writeString(folder.resolve("notes"), "other");
    }

    @Test
    void newFilesReplaceTheOldFilesOnly() throws IOException {
        new StagedFiles(staging, List.of("weights", "config"))
                .moveInto(folder, List.of("config", "weights", "weights-2", "absent"));

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("weights", "config", "notes");
        assertThat(folder.resolve("weights")).hasContent("new weights");
        assertThat(folder.resolve("config")).hasContent("new config");
        assertThat(staging).isEmptyDirectory();
    }

    @Test
    void aFailedMoveKeepsTheOldFiles() throws IOException {
        Files.delete(staging.resolve("config")); // the second move fails

        assertThatThrownBy(() -> new StagedFiles(staging, List.of("weights", "config"))
                        .moveInto(folder, List.of("config", "weights", "weights-2")))
                .isInstanceOf(IOException.class);

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("weights", "weights-2", "config", "notes");
        assertThat(folder.resolve("weights")).hasContent("old weights");
        assertThat(folder.resolve("weights-2")).hasContent("old weights-2");
        assertThat(folder.resolve("config")).hasContent("old config");
        assertThat(staging.resolve("weights")).hasContent("new weights");
    }

    @Test
    void aFolderWithTheNameOfAnOldFileIsKeptAndTheMoveFails() throws IOException {
        Files.delete(folder.resolve("config"));
        Path inside = Files.createDirectories(folder.resolve("config/other"));

        assertThatThrownBy(() -> new StagedFiles(staging, List.of("weights", "config"))
                        .moveInto(folder, List.of("config", "weights")))
                .isInstanceOf(IOException.class);

        assertThat(inside).isDirectory();
        assertThat(folder.resolve("weights")).hasContent("old weights");
    }
}
