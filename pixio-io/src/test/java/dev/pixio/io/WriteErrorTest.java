package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteErrorTest {

    private final IOException full = new IOException("No space left on device");

    @TempDir
    private Path folder;

    @Test
    void aFullDiskIsReportedWithTheFileOnce() {
        Path file = Path.of("features.csv");

        IOException named = WriteError.naming(file, full);

        assertThat(named).hasMessage("features.csv: No space left on device").hasCause(full);
        assertThat(WriteError.naming(file, named)).isSameAs(named);
        assertThat(FailureReason.of(named)).isEqualTo("No space left on device");
    }

    @Test
    void aFileInATemporaryFolderHasTheNameOfItsDestination() {
        Path staging = Path.of("out/.staging-17");
        IOException staged = WriteError.naming(staging.resolve("model.onnx"), full);

        assertThat(WriteError.inFolder(Path.of("out"), staging, staged))
                .hasMessage("out/model.onnx: No space left on device");
        IOException other = WriteError.naming(Path.of("elsewhere"), full);
        assertThat(WriteError.inFolder(Path.of("out"), staging, other)).isSameAs(other);
        assertThat(WriteError.inFolder(Path.of("out"), staging, full)).isSameAs(full);
    }

    @Test
    void anAppendedFileNamesItselfWhenTheDiskIsFull() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full");
        try (AppendedFile file = AppendedFile.of(full, FileChannel.open(full, StandardOpenOption.WRITE))) {
            assertThatThrownBy(() -> file.append(ByteBuffer.allocate(8))).hasMessageStartingWith("/dev/full: ");
        }
    }

    @Test
    void aFolderInPlaceOfTheFileIsNamed() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("report.html"));

        assertThatThrownBy(() -> DurableFile.write(taken, "text")).hasMessage(taken + ": it is a folder; name a file");
        assertThat(folder).isDirectoryContaining(taken::equals).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aMissingFolderIsNamedWithTheFile() {
        Path file = folder.resolve("absent").resolve("report.html");

        assertThatThrownBy(() -> DurableFile.write(file, "text"))
                .hasMessage("there is no folder " + file.getParent() + " for report.html");
    }

    @Test
    void aNameThatIsTooLongIsNamedWithoutTheTemporaryName() {
        Path file = folder.resolve("x".repeat(254));

        assertThatThrownBy(() -> DurableFile.write(file, "text")).hasMessageStartingWith(file + ": ");
    }
}
