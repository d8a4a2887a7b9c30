package dev.pixio.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes each step as a JSON object on a line of its own. */
final class MetricsFile implements AutoCloseable {

    private final Path path;
    private final JsonLinesFile lines;

    /** What an earlier step was worth. */
    interface Past {
        void add(long step, double loss, double gradientNorm);
    }

    private MetricsFile(Path path, JsonLinesFile lines) {
        this.path = path;
        this.lines = lines;
    }

    /** A file for a run that goes on after a step; lines of later steps are cut off, those of earlier ones are told. */
    static MetricsFile after(Path path, long step, Past past) throws IOException {
        return new MetricsFile(path, JsonLinesFile.append(path, bytesUntil(path, step, past)));
    }

    void add(StepMetrics metrics) throws IOException {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("step", metrics.step());
        line.put("epoch", metrics.epoch());
        line.put("loss", metrics.loss());
        line.put("learningRate", metrics.learningRate());
        line.put("gradientNorm", metrics.gradientNorm());
        line.put("pictures", metrics.pictures());
        line.put("seconds", rounded(metrics.seconds()));
        line.put("waitSeconds", rounded(metrics.waitSeconds()));
        line.put("picturesPerSecond", rounded(metrics.picturesPerSecond()));
        line.put("skipped", metrics.skipped());
        line.put("memoryBytes", metrics.memoryBytes());
        lines.add(line);
    }

    /** Forgets the steps after one; those before it are told. */
    void rewind(long step, Past past) throws IOException {
        lines.force();
        lines.cut(bytesUntil(path, step, past));
    }

    /** Flushes all lines to the disk. */
    void force() throws IOException {
        lines.force();
    }

    private static long bytesUntil(Path path, long lastStep, Past past) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        long good = 0;
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode metrics = JsonMapper.shared().readTree(line);
                long step = metrics.path("step").asLong(Long.MAX_VALUE);
                if (step > lastStep) {
                    break;
                }
                past.add(
                        step,
                        metrics.path("loss").asDouble(Double.NaN),
                        metrics.path("gradientNorm").asDouble(Double.NaN));
                good += line.getBytes(StandardCharsets.UTF_8).length + 1L;
            }
        } catch (JacksonException e) {
            return good; // a line that was being written when the process died, and what may come after it
        }
        return Math.min(good, Files.size(path)); // the last line may lack its end
    }

    /** To microseconds: what follows is noise that only makes the file longer. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6f", value));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
