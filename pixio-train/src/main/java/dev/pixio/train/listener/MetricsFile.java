package dev.pixio.train.listener;

import dev.pixio.train.run.JsonLinesFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/** Writes each step as a JSON object on a line of its own. */
public final class MetricsFile implements AutoCloseable {

    private final Path path;
    private final JsonLinesFile lines;

    /** What an earlier step was worth. */
    public interface Past {
        public void add(long step, double loss, double gradientNorm);
    }

    MetricsFile(Path path, JsonLinesFile lines) {
        this.path = path;
        this.lines = lines;
    }

    /** A file for a run that goes on after a step; lines of later steps are cut off, those of earlier ones are told. */
    public static MetricsFile after(Path path, long step, Past past) throws IOException {
        return new MetricsFile(path, JsonLinesFile.append(path, bytesUntil(path, step, past)));
    }

    public void add(StepMetrics metrics) throws IOException {
        lines.add(StepMetricsJson.encode(metrics));
    }

    /** Forgets the steps after one; those before it are told. */
    public void rewind(long step, Past past) throws IOException {
        lines.flush(); // what is counted below is what the file holds
        lines.truncate(bytesUntil(path, step, past));
    }

    /** Flushes all lines to the disk. */
    public void force() throws IOException {
        lines.force();
    }

    private static long bytesUntil(Path path, long lastStep, Past past) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        long good = 0;
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                StepMetrics metrics = StepMetricsJson.decode(bytes, bytes.length);
                if (metrics.step() > lastStep) {
                    break;
                }
                past.add(metrics.step(), metrics.loss(), metrics.gradientNorm());
                good += bytes.length + 1L;
            }
        } catch (JacksonException | IllegalArgumentException e) {
            return good; // a line that was being written when the process died, and what may come after it
        }
        return Math.min(good, Files.size(path)); // the last line may lack its end
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
