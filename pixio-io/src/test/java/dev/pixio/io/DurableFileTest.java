package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedAndTheTemporaryFileIsDeleted() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "old, and longer than the new");
        DurableFile.write(file, "new é");
        assertThat(file).hasContent("new é");
        assertThat(folder.toFile().list()).containsExactly("a.json");
    }

    @Test
    void aFailureKeepsTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.bin"), "old");
        assertThatThrownBy(() -> DurableFile.writeChannel(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[100]));
                    throw new IOException("No space left on device");
                }))
                .hasMessage(file + ": No space left on device");
        assertThatThrownBy(() -> DurableFile.writeStream(file, out -> {
                    throw new IllegalStateException("wrong");
                }))
                .hasMessage("wrong");
        assertThatThrownBy(() -> DurableFile.make(file, path -> {
                    Files.writeString(path, "half");
                    throw new IOException("interrupted");
                }))
                .hasMessage(file + ": interrupted");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a.bin");
    }

    @Test
    void theOldFileExistsUntilTheNewOneIsComplete() throws IOException {
        Path file = Files.writeString(folder.resolve("a.bin"), "old");
        DurableFile.writeStream(file, out -> {
            out.write('n');
            out.flush();
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("n");
    }

    @Test
    void aTemporaryFileOfAKilledProcessIsReplaced() throws IOException {
        Path file = folder.resolve("a.bin");
        DurableFile.make(file, path -> {
            Files.writeString(path, "first");
            Files.copy(path, folder.resolve("copy")); // the temporary file, as a kill now would leave it
            Files.move(folder.resolve("copy"), path.resolveSibling("b.bin.new"));
        });
        DurableFile.write(folder.resolve("b.bin"), "second");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.bin", "b.bin");
        assertThat(folder.resolve("b.bin")).hasContent("second");
    }

    @Test
    void theMessageForAMissingFolderNamesTheFolderAndTheFile() {
        Path file = folder.resolve("absent/a.json");
        assertThatThrownBy(() -> DurableFile.write(file, "text"))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no folder " + file.getParent() + " for a.json");
    }
}
