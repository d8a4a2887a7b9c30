package dev.pixio.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.score.ImageScore;
import dev.pixio.data.score.ImageScores;
import dev.pixio.eval.score.ScoreFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files of scores that are damaged, cut off, or none. */
class DamagedScoresTest {

    @TempDir
    private Path folder;

    private Path images;
    private Path scores;

    @BeforeEach
    void makeImages() throws IOException {
        images = ScoredImages.make(folder);
        scores = folder.resolve("scores.parquet");
    }

    /** A bit of some bytes, of footer, headers and values; those of values are found by the checksums of pages. */
    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x80})
    void aDamagedByteOfParquetGivesTheSameScoresOrOneLine(int bit) throws IOException {
        assertThat(ScoredImages.score(images, scores).code()).isZero();
        List<ImageScore> expected = all(scores);
        byte[] bytes = Files.readAllBytes(scores);
        int refused = 0;
        for (int i = bit % 41; i < bytes.length; i += 41) {
            bytes[i] ^= (byte) bit;
            Files.write(scores, bytes);
            bytes[i] ^= (byte) bit;
            try {
                assertThat(all(scores)).as("byte %d", i).hasSameSizeAs(expected);
            } catch (FileSystemException e) {
                assertThat(e.getFile()).isEqualTo(scores.toString());
                assertThat(e.getReason()).as("byte %d", i).isNotBlank().doesNotContain("\n", "null");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / (4 * 41));
    }

    @Test
    void parquetThatIsCutOffIsRefusedInOneLine() throws IOException {
        assertThat(ScoredImages.score(images, scores).code()).isZero();
        byte[] bytes = Files.readAllBytes(scores);
        for (int length = 0; length < bytes.length; length += 31) {
            Files.write(scores, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> all(scores))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageStartingWith(scores + ": ")
                    .hasMessageNotContaining("\n");
        }
    }

    /** Of the four images that can be read. */
    private static List<ImageScore> all(Path file) throws IOException {
        ImageScores read = ScoreFormat.read(file);
        return Stream.of("flat.png", "step.png", "step2.png", "waves.png")
                .flatMap(name -> read.of(name).stream())
                .toList();
    }

    @Test
    void whatIsNoParquetIsRefusedInOneLine() throws IOException {
        Path lines = folder.resolve("scores.jsonl");
        assertThat(ScoredImages.score(images, lines).code()).isZero();
        Files.copy(lines, scores);
        assertThatThrownBy(() -> ScoreFormat.read(scores))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("it cannot be read as Parquet: it does not end as such a file")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> ScoreFormat.read(ScoredImages.GOLDEN.resolve("no-path.parquet")))
                .hasMessageContaining("it has no column path");
    }

    @Test
    void parquetWhoseMetadataAreNestedTooDeeplyIsRefusedInOneLine() throws IOException {
        byte[] metadata = new byte[1 << 20];
        Arrays.fill(metadata, (byte) 0x1c); // in Thrift's compact protocol: the next field is a structure
        byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(metadata.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        file.put(magic).put(metadata).putInt(metadata.length).put(magic);
        Files.write(scores, file.array());
        assertThatThrownBy(() -> ScoreFormat.read(scores))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(scores + ": its metadata are nested too deeply");
    }
}
