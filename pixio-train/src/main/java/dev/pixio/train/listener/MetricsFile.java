package dev.pixio.train.listener;

import dev.pixio.train.run.JsonLinesFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
        // Also the lines that could not be written: they would be written later, after those of the repeated steps.
        try (InputStream in = new BufferedInputStream(
                new SequenceInputStream(written(), new ByteArrayInputStream(lines.unwritten())))) {
            lines.truncate(bytesUntil(in, step, kept));
        }
    }

    /** Nothing if someone deleted the file during the run. */
    private InputStream written() throws IOException {
        return Files.exists(path) ? Files.newInputStream(path) : InputStream.nullInputStream();
    }

    /** Flushes all lines to disk. */
    public void force() throws IOException {
        lines.force();
    }

    /**
     * The length in bytes up to the last line to keep. A damaged line between kept lines stays, and readers skip it: the
     * lines after it are valid. An incomplete last line is not kept, because the next one would be appended to it.
     */
    private static long bytesUntil(Path path, long lastStep, StepConsumer kept) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return bytesUntil(in, lastStep, kept);
        }
    }

    private static long bytesUntil(InputStream in, long lastStep, StepConsumer kept) throws IOException {
        long valid = 0;
        long position = 0;
        // Bytes, not text: a damaged line may not be valid UTF-8.
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            position++;
            if (next != '\n') {
                line.write(next);
                continue;
            }
            Optional<StepMetrics> metrics = decode(line.toByteArray());
            line.reset();
            if (metrics.isPresent()) {
                StepMetrics step = metrics.get();
                if (step.step() > lastStep) {
                    break;
                }
                kept.accept(step.step(), step.loss(), step.gradientNorm());
                valid = position;
            }
        }
        return valid;
    }

    /** Empty if the line is damaged. */
    private static Optional<StepMetrics> decode(byte[] line) {
        try {
            return Optional.of(StepMetricsJson.decode(line, line.length));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
