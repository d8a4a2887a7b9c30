package dev.pixio.table.arrow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.table.arrow.Batch.Place;
import dev.pixio.table.column.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedBatchTest {

    @TempDir
    private Path folder;

    @Test
    void tooLittleMemoryIsNoDamage() throws IOException {
        List<Place> validity = new AbstractList<>() {
            @Override
            public Place get(int index) {
                throw new OutOfMemoryError("none left");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        Batch batch = new Batch(0, 1, validity, new Place(0, 8), new Place(0, 8), Batch.Compression.ZSTD);
        Path path = Files.write(folder.resolve("x.arrow"), new byte[10]);
        try (StoredFile file = StoredFile.open(path)) {
            assertThatThrownBy(() -> new CompressedBatch(batch, Integer.BYTES, 100).read(file))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }
}
