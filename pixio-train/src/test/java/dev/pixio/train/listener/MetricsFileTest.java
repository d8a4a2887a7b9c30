package dev.pixio.train.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.io.AppendedFile;
import dev.pixio.train.ForwardingChannel;
import dev.pixio.train.run.JsonLinesFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {

    @TempDir
    private Path temp;

    @Test
    void rewindTruncatesTheFileAndThenFlushesIt() throws IOException {
        Path path = Files.writeString(temp.resolve("metrics.jsonl"), """
                        {"step":1,"loss":0.5,"gradientNorm":1.5}
                        {"step":2,"loss":0.25,"gradientNorm":2.5}
                        {"step":3,"loss":0.125,"gradientNorm":3.5}
                        """);
        List<Long> steps = new ArrayList<>();
        try (RecordingChannel channel = new RecordingChannel(FileChannel.open(path, StandardOpenOption.WRITE))) {
            channel.position(channel.size());
            MetricsFile metrics = new MetricsFile(path, new JsonLinesFile(path, AppendedFile.of(path, channel)));

            metrics.rewind(2, (step, loss, gradientNorm) -> steps.add(step));

            assertThat(channel.calls).containsExactly("truncate", "force");
        }
        assertThat(steps).containsExactly(1L, 2L);
        assertThat(path).hasContent("""
                        {"step":1,"loss":0.5,"gradientNorm":1.5}
                        {"step":2,"loss":0.25,"gradientNorm":2.5}
                        """);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // where an open file cannot be deleted
    void aRewindWithoutTheFileKeepsNothing() throws IOException {
        Path path =
                Files.writeString(temp.resolve("metrics.jsonl"), "{\"step\":1,\"loss\":0.5,\"gradientNorm\":1.5}\n");
        List<Long> steps = new ArrayList<>();
        try (MetricsFile metrics = MetricsFile.after(path, 1, (step, loss, gradientNorm) -> {})) {
            Files.delete(path);

            metrics.rewind(1, (step, loss, gradientNorm) -> steps.add(step));
        }
        assertThat(steps).isEmpty();
    }

    /** A flipped bit in one line must neither remove the lines after it nor prevent the run from being resumed. */
    @Test
    void aDamagedLineRemovesNoLinesAfterIt() throws IOException {
        Path path = temp.resolve("metrics.jsonl");
        byte[] first = "{\"step\":1,\"loss\":0.5,\"gradientNorm\":1.5}\n".getBytes(StandardCharsets.UTF_8);
        byte[] damaged = {'{', '"', (byte) 0xFF, '\n', '\n'}; // 0xFF occurs nowhere in UTF-8
        byte[] third = "{\"step\":3,\"loss\":0.25,\"gradientNorm\":2.5}\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] fourth = "{\"step\":4,\"loss\":0.125,\"gradientNorm\":3.5}\n".getBytes(StandardCharsets.UTF_8);
        byte[] kept = concatenated(first, damaged, third);
        Files.write(path, concatenated(kept, damaged, fourth));
        List<Long> steps = new ArrayList<>();

        MetricsFile.after(path, 3, (step, loss, gradientNorm) -> steps.add(step))
                .close();

        assertThat(steps).containsExactly(1L, 3L);
        assertThat(Files.readAllBytes(path)).isEqualTo(kept);
    }

    @Test
    void noLineIsAppendedToALastLineWithoutLineFeed() throws IOException {
        Path path = Files.writeString(
                temp.resolve("metrics.jsonl"), "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":0.25}");
        List<Long> steps = new ArrayList<>();

        MetricsFile.after(path, 2, (step, loss, gradientNorm) -> steps.add(step))
                .close();

        assertThat(steps).containsExactly(1L);
        assertThat(path).content().isEqualTo("{\"step\":1,\"loss\":0.5}\n");
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Records the order in which a file is truncated and flushed. */
    private static final class RecordingChannel extends ForwardingChannel {

        private final List<String> calls = new ArrayList<>();

        RecordingChannel(FileChannel file) {
            super(file);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            calls.add("truncate");
            return super.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            calls.add("force");
            super.force(metaData);
        }
    }
}
