package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of few rows that declare two billion: memory does not grow with what they declare. */
@Timeout(120)
class DeclaredRowsTest {

    private static final int MANY = 2_000_000_000;
    private static final int ROWS_BEFORE_LAST = 21;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"stream.arrow, 2", "lz4.arrow, '4,194,304'", "zstd.arrow, '4,194,304'"})
    void batchesOfArrowAreLeftOut(String name, String most) throws IOException {
        Path file = Files.write(folder.resolve(name), withRowsOfLastBatch(GoldenTables.file(name), MANY));
        try (ImageSource source = TableImages.open(file.toString())) {
            assertThat(source.size()).isEqualTo(ROWS_BEFORE_LAST);
            assertThat(source.leftOut().lines())
                    .containsExactly("the rest of " + name + ": a batch declares 2,000,000,000 rows, and at most "
                            + most + " are possible");
            assertThat(source.leftOut().unreadable()).isEqualTo(1);
        }
    }

    /** Replaces the length of the last batch of a stream. */
    private static byte[] withRowsOfLastBatch(Path file, long rows) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int last = 0;
        int at = 0;
        for (int size = bytes.getInt(4); size > 0; size = bytes.getInt(at + 4)) {
            Message message = message(bytes, at);
            last = message.headerType() == MessageHeader.RecordBatch ? at : last;
            at += 8 + size + (int) message.bodyLength();
        }
        int end = last + 8 + bytes.getInt(last + 4);
        for (int place = last + 8; place <= end - Long.BYTES; place++) {
            long before = bytes.getLong(place);
            bytes.putLong(place, rows);
            if (rowsOf(bytes, last) == rows) {
                return bytes.array();
            }
            bytes.putLong(place, before);
        }
        throw new IllegalStateException("no batch");
    }

    private static Message message(ByteBuffer bytes, int at) {
        return Message.getRootAsMessage(bytes.slice(at + 8, bytes.getInt(at + 4)));
    }

    private static long rowsOf(ByteBuffer bytes, int at) {
        try {
            return message(bytes, at).header(new RecordBatch()) instanceof RecordBatch batch ? batch.length() : -1;
        } catch (RuntimeException e) {
            return -1; // the place of something else
        }
    }

    @Test
    void valuesOfADictionary() throws IOException {
        Path file = PatchedParquet.of("dictionary-1.0.parquet", folder.resolve("x.parquet"), 24, (number, header) -> {
            if (number == 0) {
                header.getDictionary_page_header().setNum_values(MANY);
            }
        });
        try (ImageSource source = TableImages.open(file.toString())) {
            assertThatThrownBy(() -> source.read(0))
                    .hasMessage(
                            "the file is damaged: a dictionary of 2,000,000,000 values exceeds the limit of 4,194,304");
        }
    }

    @Test
    void rowsOfAPage() throws IOException {
        Path file = PatchedParquet.of(
                "none-plain.parquet",
                folder.resolve("x.parquet"),
                MANY,
                (number, header) -> header.getData_page_header().setNum_values(MANY));
        try (ImageSource source = TableImages.open(file.toString())) {
            assertThat(source.size()).isEqualTo(MANY);
            assertThatThrownBy(() -> source.read(0))
                    .hasMessage("a page of 2,000,000,000 rows exceeds the limit of 4,194,304");
        }
    }

    /** The other pages that refer to the dictionary are read. */
    @Test
    void rowsOfAPageWithNumbers() throws IOException {
        Path file = PatchedParquet.of(
                "dictionary-1.0.parquet", folder.resolve("x.parquet"), MANY + 19, (number, header) -> {
                    if (number == 1) {
                        assertThat(header.getData_page_header().getNum_values()).isEqualTo(5);
                        header.getData_page_header().setNum_values(MANY);
                    }
                });
        try (ImageSource source = TableImages.open(file.toString())) {
            assertThatThrownBy(() -> source.read(0))
                    .hasMessage("a page of 2,000,000,000 rows exceeds the limit of 4,194,304");
            try (RgbImage image = source.read(MANY)) { // row 5 of the unchanged file
                assertThat(image.width()).isEqualTo(8 + 5 % 4);
            }
        }
    }

    @Test
    void rowsThatReferToADictionary() throws IOException {
        int each = 4_000_000;
        Path file = PatchedParquet.of(
                "dictionary-1.0.parquet", folder.resolve("x.parquet"), 5L * each, (number, header) -> {
                    if (number > 0) {
                        header.getData_page_header().setNum_values(each);
                    }
                });
        try (ImageSource source = TableImages.open(file.toString())) {
            assertThatThrownBy(() -> source.read(each))
                    .hasMessage("the file is damaged: more than 4,194,304 rows refer to a dictionary");
        }
    }
}
