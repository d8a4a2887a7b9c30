package dev.pixio.train.run;

import dev.pixio.io.AppendedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * A file with one JSON object a line, each written at once, so that a run that dies loses none. A line that cannot be
 * written, since the disk is full, is kept and written with the next; the file never ends in half a line for longer than the
 * call lasts.
 */
public final class JsonLinesFile implements AutoCloseable {

    /** A disk that stays full must not fill the memory as well. */
    private static final int MAX_PENDING = 1 << 24;

    private final Path path;
    private final AppendedFile file;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    public JsonLinesFile(Path path, AppendedFile file) {
        this.path = path;
        this.file = file;
    }

    /** A file that is gone on with: as many of its bytes as are good stay. */
    public static JsonLinesFile append(Path path, long validBytes) throws IOException {
        return new JsonLinesFile(path, AppendedFile.open(path, validBytes));
    }

    public void add(JsonNode line) throws IOException {
        if (pending.size() < MAX_PENDING) {
            pending.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        flush();
    }

    /** Writes what could not be written before. */
    public void flush() throws IOException {
        try {
            file.append(ByteBuffer.wrap(pending.toByteArray()));
            pending.reset();
        } catch (IOException e) {
            throw new TrainingException("cannot write " + path + ": " + e.getMessage());
        }
    }

    /** Cuts off what comes after so many bytes, on the disk too; {@link #flush} first, or lines before them may be lost. */
    public void truncate(long validBytes) throws IOException {
        file.truncate(validBytes);
    }

    /** Flushes all lines to the disk, so that a power cut loses none. */
    public void force() throws IOException {
        flush();
        file.force();
    }

    @Override
    public void close() throws IOException {
        try (AppendedFile closing = file) {
            flush();
        }
    }
}
