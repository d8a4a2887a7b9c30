package dev.pixio.train.run;

import dev.pixio.io.AppendedFile;
import dev.pixio.io.FailureReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * A file with one JSON object per line. Each line is written immediately, so that a killed process loses none. A line
 * that cannot be written, for example because the disk is full, is buffered and written with the next. No call leaves
 * an incomplete line at the end of the file.
 */
public final class JsonLinesFile implements AutoCloseable {

    /** Bytes to buffer; further lines are dropped, so that a full disk does not fill the memory. */
    private static final int MAX_PENDING = 1 << 24;

    private final Path path;
    private final AppendedFile file;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    public JsonLinesFile(Path path, AppendedFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Appends to a file, which is created if it does not exist.
     *
     * @param validBytes length in bytes to which an existing file is truncated first
     */
    public static JsonLinesFile append(Path path, long validBytes) throws IOException {
        return new JsonLinesFile(path, AppendedFile.open(path, validBytes));
    }

    public void add(JsonNode line) throws IOException {
        if (pending.size() < MAX_PENDING) {
            pending.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        flush();
    }

    /** Writes buffered lines. */
    public void flush() throws IOException {
        try {
            file.append(ByteBuffer.wrap(pending.toByteArray()));
            pending.reset();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private TrainingException failure(IOException e) {
        TrainingException failure = new TrainingException("cannot write " + path + ": " + FailureReason.of(e));
        failure.initCause(e);
        return failure;
    }

    /** The lines that are not in the file yet, because they could not be written. */
    public byte[] unwritten() {
        return pending.toByteArray();
    }

    /**
     * Removes lines from the end, also on disk.
     *
     * @param validBytes length in bytes of the lines to keep, of which those of {@link #unwritten} come last
     */
    public void truncate(long validBytes) throws IOException {
        try {
            long written = file.length();
            byte[] unwritten = pending.toByteArray();
            pending.reset();
            if (validBytes < written) {
                file.truncate(validBytes);
            } else {
                pending.write(unwritten, 0, Math.toIntExact(Math.min(validBytes - written, unwritten.length)));
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Flushes all lines to disk, so that a power failure loses none. */
    public void force() throws IOException {
        flush();
        try {
            file.force();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (AppendedFile closing = file) {
            flush();
        }
    }
}
