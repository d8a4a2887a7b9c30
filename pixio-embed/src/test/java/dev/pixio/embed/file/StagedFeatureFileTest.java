package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.io.DurableFile.StreamContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFeatureFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFailedWriteLeavesTheOldPair() throws IOException {
        Path path = Files.writeString(folder.resolve("f.npy"), "old features");
        Path side = Files.writeString(folder.resolve("f.npy.json"), "old paths");
        assertThatThrownBy(() -> StagedFeatureFile.writePair(path, text("new features"), side, out -> {
                    throw new IOException("no space left");
                }))
                .hasMessageContaining("f.npy.json")
                .hasMessageEndingWith(": no space left");
        assertThat(path).hasContent("old features");
        assertThat(side).hasContent("old paths");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("f.npy", "f.npy.json");
    }

    /** The folder in place of the side file makes the first of the two moves fail. */
    @Test
    void aFailedMoveLeavesTheOldFeaturesWithoutNewPaths() throws IOException {
        Path path = Files.writeString(folder.resolve("f.npy"), "old features");
        Path side = folder.resolve("f.npy.json");
        Files.createDirectories(side.resolve("blocking"));
        assertThatThrownBy(() -> StagedFeatureFile.writePair(path, text("new features"), side, text("new paths")))
                .isInstanceOf(IOException.class);
        assertThat(path).hasContent("old features");
        assertThat(side).isDirectory();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("f.npy", "f.npy.json");
    }

    @Test
    void aPairIsReplaced() throws IOException {
        Path path = Files.writeString(folder.resolve("f.npy"), "old features");
        Path side = Files.writeString(folder.resolve("f.npy.json"), "old paths");
        StagedFeatureFile.writePair(path, text("new features"), side, text("new paths"));
        assertThat(path).hasContent("new features");
        assertThat(side).hasContent("new paths");
    }

    private static StreamContent text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
