package dev.pixio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendedFileTest {

    @TempDir
    private Path folder;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anExistingFileIsTruncatedToTheLength() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), "1\n2\n3\nha");
        try (AppendedFile lines = AppendedFile.open(file, 4)) {
            lines.append(bytes("4\n"));
        }
        assertThat(file).hasContent("1\n2\n4\n");
    }

    @Test
    void aShorterFileIsNotLengthened() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), "1\n");
        try (AppendedFile lines = AppendedFile.open(file, 100)) {
            lines.append(bytes("2\n"));
            lines.truncate(50);
            lines.append(bytes("3\n"));
        }
        assertThat(file).hasContent("1\n2\n3\n");
    }

    @Test
    void recordsAreAppendedAfterTheTruncation() throws IOException {
        Path file = folder.resolve("a.jsonl");
        try (AppendedFile lines = AppendedFile.create(file)) {
            lines.append(bytes("1\n2\n3\n"));
            lines.truncate(2);
            lines.append(bytes("2b\n"));
            lines.force();
            assertThat(file).hasContent("1\n2b\n");
        }
    }

    @Test
    void anExistingFileIsNotCreatedAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        assertThatThrownBy(() -> AppendedFile.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("old");
    }

    @Test
    void eachWriteOfTheStreamIsAppended() throws IOException {
        Path file = folder.resolve("a");
        AppendedFile appended = AppendedFile.create(file);
        try (OutputStream out = appended.stream()) {
            out.write("_ab_".getBytes(StandardCharsets.UTF_8), 1, 2);
            out.write('c');
        }
        assertThat(file).hasContent("abc");
        assertThatThrownBy(() -> appended.append(bytes("d"))).isInstanceOf(IOException.class);
    }

    @Test
    void completeLinesEndWithALineFeed() throws IOException {
        assertThat(AppendedFile.completeLines(folder.resolve("absent"))).isZero();
        assertThat(AppendedFile.completeLines(Files.writeString(folder.resolve("a"), "1\n22\nhal")))
                .isEqualTo(5);
        assertThat(AppendedFile.completeLines(Files.writeString(folder.resolve("b"), "hal")))
                .isZero();
        assertThat(AppendedFile.completeLines(Files.writeString(folder.resolve("c"), "1\n")))
                .isEqualTo(2);
    }
}
