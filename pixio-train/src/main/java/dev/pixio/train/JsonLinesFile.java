package dev.pixio.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.databind.JsonNode;

/**
 * A file with one JSON object a line, each written at once, so that a run that dies loses none. A line that cannot be
 * written, since the disk is full, is kept and written with the next; the file never ends in half a line for longer than the
 * call lasts.
 */
final class JsonLinesFile implements AutoCloseable {

    /** A disk that stays full must not fill the memory as well. */
    private static final int MAX_PENDING = 1 << 24;

    private final Path path;
    private final FileChannel file;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private JsonLinesFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** A new file, in place of one that is there. */
    static JsonLinesFile create(Path path) throws IOException {
        return new JsonLinesFile(
                path,
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    /** A file that is gone on with: as many of its bytes as are good stay. */
    static JsonLinesFile append(Path path, long goodBytes) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.truncate(goodBytes);
        file.position(Math.min(goodBytes, file.size()));
        return new JsonLinesFile(path, file);
    }

    void add(JsonNode line) throws IOException {
        if (pending.size() < MAX_PENDING) {
            pending.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        flush();
    }

    /** Writes what could not be written before. */
    private void flush() throws IOException {
        long whole = file.position();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(pending.toByteArray());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            pending.reset();
        } catch (IOException e) {
            try {
                file.truncate(whole).position(whole);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new TrainingException("cannot write " + path + ": " + e.getMessage());
        }
    }

    /** Forgets what comes after so many bytes; {@link #force} first, or lines before them may be lost. */
    void cut(long goodBytes) throws IOException {
        file.truncate(goodBytes);
        file.position(Math.min(goodBytes, file.size()));
    }

    /** Flushes all lines to the disk, so that a power cut loses none. */
    void force() throws IOException {
        flush();
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        try (FileChannel closing = file) {
            flush();
        }
    }
}
