package dev.pixio.table.parquet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.forward.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageReaderTest {

    @TempDir
    private Path folder;

    @Test
    void tooLittleMemoryIsNoDamage() throws IOException {
        Path file = Files.write(folder.resolve("x.parquet"), new byte[10]);
        ColumnPart column = new ColumnPart(0, 1, 4, 4, CompressionCodec.UNCOMPRESSED, 0);
        Page page = new Page(0, 1, 4, 4, 4, Page.Layout.FIRST, 0, false, Page.Coding.PLAIN, "");
        PageReader reader = new PageReader(file, column, 100);
        assertThatThrownBy(() -> reader.fill(Chunk.temporary(), page, 1, (from, chunk) -> {
                    throw new OutOfMemoryError("none left");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }
}
