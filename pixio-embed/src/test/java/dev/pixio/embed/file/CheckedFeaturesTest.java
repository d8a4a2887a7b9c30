package dev.pixio.embed.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureSink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedFeaturesTest {

    private static final Path FILE = Path.of("features.csv");
    private static final String REFUSED = "features.csv is not a feature file of 'pixio embed': ";
    private static final String HEADER = "{\"origin\": {\"weights\": \"w\", \"fingerprint\": \"f\", \"pooling\":"
            + " \"class-mean\", \"block\": 1, \"norm\": \"after\", \"imageSize\": \"32x32\", \"fit\": \"crop\", \"margin\":"
            + " 1.0, \"precision\": \"fp32\", \"shape\": [2]}, \"dtype\": \"fp32\", \"version\": \"1\"}";

    @TempDir
    private Path folder;

    /** A format whose reader meets something. */
    private interface Reading extends FeatureFormat.FeatureFile {

        void read(FeatureSink sink) throws IOException;

        @Override
        default void write(Path path, FeatureLog log) {}

        @Override
        default FeatureHeader header(Path path) throws IOException {
            read((name, row) -> {});
            return FeatureHeader.parse(path, HEADER);
        }

        @Override
        default void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
            read(sink);
        }
    }

    private static void read(Reading format, FeatureSink sink) throws IOException {
        new CheckedFeatures(format).read(FILE, FeatureHeader.parse(FILE, HEADER), sink);
    }

    private static void assertRefused(Reading format, String reason) {
        assertThatThrownBy(() -> read(format, (name, row) -> {}))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(REFUSED + reason);
        assertThatThrownBy(() -> new CheckedFeatures(format).header(FILE))
                .isInstanceOf(FeatureFileException.class)
                .hasMessage(REFUSED + reason);
    }

    @Test
    void whateverAReaderMeetsIsRefusedWithTheFile() {
        assertRefused(
                sink -> {
                    throw new EOFException();
                },
                "it is truncated");
        assertRefused(
                sink -> {
                    throw new MalformedInputException(1);
                },
                "it is not text in UTF-8");
        assertRefused(
                sink -> {
                    throw new ArithmeticException("integer overflow");
                },
                "it is damaged: a size or a position in it is not true");
        assertRefused(
                sink -> {
                    throw new NullPointerException("Cannot invoke \"a.B.c()\" because \"d\" is null");
                },
                "it is damaged: a part of it is missing");
        assertRefused(
                sink -> {
                    throw new IndexOutOfBoundsException("Index 5 out of bounds for length 3");
                },
                "it is damaged: a size or a position in it is not true");
        assertRefused(
                sink -> {
                    throw new IllegalStateException("Cannot construct instance of `a.B`");
                },
                "it is damaged");
        assertRefused(
                sink -> {
                    throw new StackOverflowError();
                },
                "its metadata are nested too deeply");
        assertRefused(
                sink -> {
                    throw new OutOfMemoryError("Requested array size exceeds VM limit");
                },
                "a size in it is not true, or there is not enough memory to read it");
    }

    @Test
    void aFailureOfTheSinkIsNotOneOfTheFile() {
        IOException full = new IOException("No space left on device");
        assertThatThrownBy(() -> read(sink -> sink.accept("a", ByteBuffer.allocate(8)), (name, row) -> {
                    throw full;
                }))
                .isSameAs(full);
        IllegalStateException closed = new IllegalStateException("closed");
        assertThatThrownBy(() -> read(sink -> sink.accept("a", ByteBuffer.allocate(8)), (name, row) -> {
                    throw closed;
                }))
                .isSameAs(closed);
        OutOfMemoryError memory = new OutOfMemoryError();
        assertThatThrownBy(() -> read(sink -> sink.accept("a", ByteBuffer.allocate(8)), (name, row) -> {
                    throw memory;
                }))
                .isSameAs(memory);
    }

    /** The rows of a damaged file of each format of lines. */
    @Test
    void damagedRowsAreRefused() throws IOException {
        assertRowsRefused("features.csv", new byte[] {'p', '\n', 'a', ',', (byte) 0xFF, '\n'}, "UTF-8");
        assertRowsRefused("features.csv", "p\na,1,2\u0000x\n".getBytes(StandardCharsets.UTF_8), "not a number");
        assertRowsRefused("features.jsonl", new byte[] {'{', (byte) 0xFF, '\n'}, "UTF-8");
        assertRowsRefused(
                "features.jsonl",
                "{\"path\":\"a\",\"features\":[1,\"x\"]}\n".getBytes(StandardCharsets.UTF_8),
                "line 1 has a value that is not a number");
        assertRowsRefused(
                "features.jsonl", "{\"features\":[1,2]}\n".getBytes(StandardCharsets.UTF_8), "line 1 has no path");
        assertRowsRefused("features.safetensors", safetensors("{}"), "differ");
        assertRowsRefused(
                "features.safetensors",
                safetensors("{\"paths\":{\"data_offsets\":[-9000000000000000000,1]}}"),
                "damaged");
        assertRowsRefused("features.safetensors", safetensors("{\"paths\":{\"data_offsets\":[99,1]}}"), "truncated");
        assertRowsRefused("features.parquet", "PAR1PAR1".getBytes(StandardCharsets.UTF_8), "does not end as a Parquet");
    }

    private static byte[] safetensors(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private void assertRowsRefused(String name, byte[] content, String reason) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        FeatureHeader header = FeatureHeader.parse(file, HEADER);

        assertThatThrownBy(() -> FeatureFormat.of(file).file().read(file, header, (path, row) -> {}))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageStartingWith(file + " is not a feature file of 'pixio embed': ")
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1)
                .satisfies(message -> assertThat(message.codePoints()).noneMatch(Character::isISOControl));
    }

    @Test
    void aPathThatIsNotATextIsRefused() throws IOException {
        Path file = folder.resolve("features.npy");
        Files.writeString(SidecarFile.of(file), "{\"paths\": [\"a\", {}]}");

        assertThatThrownBy(() -> SidecarFile.paths(file))
                .isInstanceOf(FeatureFileException.class)
                .hasMessageEndingWith("features.npy.json has a path that is not a text");
    }
}
