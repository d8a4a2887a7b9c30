package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are cut off, or whose bytes are changed, are refused in one line, or have unreadable images; nothing else happens. */
@Timeout(300)
class DamagedTablesTest {

    private static final int CHANGES = 150;
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** In Thrift's compact protocol: the next field is a structure. */
    private static final byte FIELD_OF_STRUCTURE = 0x1c;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.pixio.table.GoldenTables#all")
    void changedBytesAreReported(String name) throws IOException {
        byte[] whole = Files.readAllBytes(GoldenTables.file(name));
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

    @Test
    void parquetThatIsCutOffAnywhereIsRefusedInOneLine() throws IOException {
        Path file = Files.copy(GoldenTables.file("dictionary-2.0.parquet"), folder.resolve("cut.parquet"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long length = channel.size() - 1; length >= 0; length--) {
                channel.truncate(length);
                assertThatThrownBy(() -> TableImages.open(file.toString()))
                        .as("%d bytes", length)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith(file + " is not a Parquet file: it ")
                        .hasMessageNotContainingAny("\n", "null", "Exception");
            }
        }
    }

    @Test
    void metadataThatAreNestedTooDeeplyAreReported() throws IOException {
        byte[] metadata = new byte[1 << 20];
        Arrays.fill(metadata, FIELD_OF_STRUCTURE);
        Path file = folder.resolve("deep.parquet");
        Files.write(
                file,
                ByteBuffer.allocate(metadata.length + 12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(MAGIC)
                        .put(metadata)
                        .putInt(metadata.length)
                        .put(MAGIC)
                        .array());
        assertThatThrownBy(() -> TableImages.open(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not a Parquet file: its metadata are damaged");
    }

    @Test
    void headersOfPagesThatAreNestedTooDeeplyAreReported() throws IOException {
        byte[] pages = new byte[1 << 20];
        Arrays.fill(pages, FIELD_OF_STRUCTURE);
        Path file = PatchedParquet.withPages("dictionary-1.0.parquet", folder.resolve("pages.parquet"), 24, pages);
        try (ImageSource source = TableImages.open(file.toString())) {
            assertThatThrownBy(() -> source.read(0).close())
                    .isInstanceOf(ImageReadException.class)
                    .hasMessage("the file is damaged: the header of a page cannot be read");
        }
    }

    private static void read(Path file) {
        try (ImageSource source = TableImages.open(file.toString())) {
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
