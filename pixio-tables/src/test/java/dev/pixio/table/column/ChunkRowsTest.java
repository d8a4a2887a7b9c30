package dev.pixio.table.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.forward.Chunk;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkRowsTest {

    @TempDir
    private Path folder;

    private Path file() throws IOException {
        return Files.write(folder.resolve("x.parquet"), new byte[10]);
    }

    @Test
    void tooLittleMemoryIsNoDamage() throws IOException {
        Path file = file();
        assertThatThrownBy(() -> ChunkRows.fill(TableFile.of(file), Chunk.temporary(), 1, (from, chunk) -> {
                    throw new OutOfMemoryError("none left");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    /** As on a full disk: the temporary file cannot be written. */
    @Test
    void aTemporaryFileThatCannotBeWrittenIsNoDamage() throws IOException {
        Path file = file();
        Chunk chunk = Chunk.temporary();
        chunk.close();
        assertThatThrownBy(() -> ChunkRows.fill(TableFile.of(file), chunk, 1, (from, to) -> to.add(new byte[3])))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("images cannot be written to the temporary file ");
        assertThat(chunk.size()).isZero();
    }

    @Test
    void rowsThatAreMissingHaveAReason() throws IOException {
        Chunk chunk = Chunk.temporary();
        ChunkRows.fill(TableFile.of(file()), chunk, 3, (from, to) -> {
            to.add(new byte[3]);
            throw new EOFException();
        });
        assertThat(chunk.size()).isEqualTo(3);
        chunk.close();
    }
}
