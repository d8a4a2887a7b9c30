package dev.pixio.train.listener;

import dev.pixio.train.run.JsonLinesFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/** Writes one JSON object per line and optimizer step. */
public final class MetricsFile implements AutoCloseable {

    private final Path path;
    private final JsonLinesFile lines;

    /** Receives the steps that are read from the file. */
    public interface StepConsumer {
        void accept(long step, double loss, double gradientNorm);
    }

    /**
     * Writes to a file that is open.
     *
     * @param path of the file, which {@link #rewind} reads
     * @param lines to append to; closed with this
     */
    public MetricsFile(Path path, JsonLinesFile lines) {
        this.path = path;
        this.lines = lines;
    }

    /**
     * A file that continues after a step. Lines of later steps are removed.
     *
     * @param step the last step to keep
     * @param kept receives each step that is kept, in order
     */
    public static MetricsFile after(Path path, long step, StepConsumer kept) throws IOException {
        return new MetricsFile(path, JsonLinesFile.append(path, bytesUntil(path, step, kept)));
    }

    public void add(StepMetrics metrics) throws IOException {
        lines.add(StepMetricsJson.encode(metrics));
    }

    /**
     * Removes the lines of all steps after one.
     *
     * @param step the last step to keep
     * @param kept receives each step that is kept, in order
     */
    public void rewind(long step, StepConsumer kept) throws IOException {
        lines.flush(); // the file is read below
        lines.truncate(bytesUntil(path, step, kept));
    }

    /** Flushes all lines to disk. */
    public void force() throws IOException {
        lines.force();
    }

    private static long bytesUntil(Path path, long lastStep, StepConsumer kept) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        long valid = 0;
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                StepMetrics metrics = StepMetricsJson.decode(bytes, bytes.length);
                if (metrics.step() > lastStep) {
                    break;
                }
                kept.accept(metrics.step(), metrics.loss(), metrics.gradientNorm());
                valid += bytes.length + 1L;
            }
        } catch (JacksonException | IllegalArgumentException e) {
            return valid; // the process ended while it wrote this line
        }
        return Math.min(valid, Files.size(path)); // the last line may have no line break
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
