package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    @TempDir
    private Path folder;

    @Test
    void aRunIsRecognisedByTwoOfItsFiles() throws IOException {
        assertThat(RunFiles.looksLikeRun(folder)).isFalse();
        Files.createFile(folder.resolve("config.yaml"));
        Files.createDirectories(folder.resolve("checkpoints"));
        assertThat(RunFiles.looksLikeRun(folder))
                .as("a project of another program")
                .isFalse();
        Files.createDirectories(folder.resolve("reconstructions"));
        assertThat(RunFiles.looksLikeRun(folder)).isTrue();
    }

    @Test
    void whatIsLeftOfARunIsRecognised() throws IOException {
        Files.createFile(folder.resolve("metrics.jsonl"));
        Files.createDirectories(folder.resolve("checkpoints"));
        Files.createFile(folder.resolve("checkpoints/latest"));
        assertThat(RunFiles.looksLikeRun(folder)).isTrue();
    }

    @Test
    void imagesThatARunDrawsAreThoseInItsFolders() throws IOException {
        Path image = folder.resolve("reconstructions/step-1.png");
        Files.createDirectories(folder.resolve("reconstructions"));
        assertThat(RunFiles.isDrawn(image)).as("not in a run").isFalse();
        Files.createFile(folder.resolve("config.yaml"));
        assertThat(RunFiles.isDrawn(image)).isTrue();
        assertThat(RunFiles.isDrawn(folder.resolve("reconstructions"))).isTrue();
        assertThat(RunFiles.isDrawn(folder.resolve("predictions/step-1.png"))).isTrue();
        assertThat(RunFiles.isDrawn(folder.resolve("photos/1.png"))).isFalse();
    }
}
