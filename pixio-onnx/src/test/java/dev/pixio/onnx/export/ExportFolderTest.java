package dev.pixio.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFolderTest {

    @TempDir
    private Path folder;

    @Test
    void aFailedMoveLeavesTheOldGraphAndData() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "old graph");
        Files.writeString(folder.resolve("model.onnx.data"), "old data");
        Path temporary = Files.createDirectory(folder.resolve("export")).resolve("model.onnx");
        Files.writeString(ExportFolder.data(temporary), "new data");
        // Without a new graph, the second of the two moves fails.
        assertThatThrownBy(() -> ExportFolder.move(temporary, file, true)).isInstanceOf(NoSuchFileException.class);
        assertThat(file).hasContent("old graph");
        assertThat(ExportFolder.data(file)).hasContent("old data");
    }

    @Test
    void aGraphWithInlineWeightsReplacesOneWithData() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "old graph");
        Files.writeString(folder.resolve("model.onnx.data"), "old data");
        Path temporary = Files.createDirectory(folder.resolve("export")).resolve("model.onnx");
        Files.writeString(temporary, "new graph");
        ExportFolder.move(temporary, file, false);
        assertThat(file).hasContent("new graph");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.onnx", "export");
    }

    @Test
    void aFolderThatCannotBeWrittenIsReportedWithTheExportedFile() {
        Path readOnly = Path.of("/sys"); // also for root
        assumeTrue(Files.isDirectory(readOnly), "there is no /sys");
        Path file = readOnly.resolve("model.onnx");

        assertThatThrownBy(() -> ExportFolder.beside(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageNotContaining(".pixio-export-");
    }

    @Test
    void foldersOfKilledExportsAreDeletedAfterADay() throws IOException {
        Path old = Files.createDirectory(folder.resolve(".pixio-export-1"));
        Files.writeString(old.resolve("model.onnx"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path recent = Files.createDirectory(folder.resolve(".pixio-export-2"));
        ExportFolder.beside(folder.resolve("model.onnx")).close();
        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }
}
