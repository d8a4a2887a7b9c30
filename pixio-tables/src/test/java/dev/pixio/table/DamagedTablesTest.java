package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut off, or whose bytes are changed, are refused in one line, or have unreadable images; nothing else happens. */
@Timeout(300)
class DamagedTablesTest {

    private static final int CHANGES = 150;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none.parquet",
                "snappy.parquet",
                "gzip.parquet",
                "zstd-plain.parquet",
                "lz4.parquet",
                "pages-1.0.parquet",
                "pages-2.0.parquet",
                "dictionary-1.0.parquet",
                "fallback-2.0.parquet",
                "nested.parquet",
                "hf.parquet",
                "stream.arrow",
                "file.arrow",
                "lz4.arrow",
                "zstd.arrow",
                "types.arrow"
            })
    void changedBytesAreReported(String name) throws IOException {
        byte[] whole = Files.readAllBytes(TableSourceTest.file(name));
        Random random = new Random(name.hashCode());
        for (int change = 0; change < CHANGES; change++) {
            byte[] bytes = whole.clone();
            if (change % 5 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                // Headers and metadata are at the beginning and the end.
                int where = change % 5 == 1
                        ? random.nextInt(bytes.length)
                        : change % 5 < 4
                                ? bytes.length - 1 - random.nextInt(Math.min(bytes.length, 2500))
                                : random.nextInt(600);
                int length = Math.min(bytes.length - where, 1 << random.nextInt(4));
                for (int i = where; i < where + length; i++) {
                    bytes[i] = (byte) (change % 2 == 0 ? 0xff : random.nextInt());
                }
            }
            read(Files.write(folder.resolve(change + name), bytes));
            Files.delete(folder.resolve(change + name));
        }
    }

    private static void read(Path file) {
        try (ImageSource source = TableSourceTest.open(file.toString())) {
            for (long i = 0; i < Math.min(source.size(), 100); i++) {
                try (RgbImage image = source.read(i)) {
                    assertThat(image.width()).isPositive();
                } catch (ImageReadException e) {
                    assertThat(e.reason()).isNotBlank().doesNotContain("\n", "null", "Exception");
                }
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
            assertThat(e.getMessage()).doesNotContain("\n", "null", "Exception");
        }
    }
}
