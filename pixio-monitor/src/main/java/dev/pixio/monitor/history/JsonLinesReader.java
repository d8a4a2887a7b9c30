package dev.pixio.monitor.history;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.core.JacksonException;

/** Reads a JSON Lines file whose last line may still be being written. */
final class JsonLinesReader {

    /** Maximum length of a valid line in bytes. */
    private static final int MAX_LENGTH = 1 << 20;

    private static final int BUFFER_SIZE = 1 << 16;

    private byte[] line = new byte[1024];
    private int length;
    private long damaged;
    private final LineReader reader;

    /** Decodes the bytes of one line. */
    interface LineReader {
        /**
         * Decodes one line.
         *
         * @param bytes a buffer that is reused after the call
         * @param length number of bytes of the line
         * @throws JacksonException if the line is not JSON
         * @throws IllegalArgumentException if the JSON lacks the expected fields
         */
        void read(byte[] bytes, int length);
    }

    private JsonLinesReader(LineReader reader) {
        this.reader = reader;
    }

    /**
     * Reads a file; an absent file has no lines.
     *
     * @return the number of damaged lines, which are skipped; an incomplete last line is not counted, because it may still
     *     be being written
     */
    static long read(Path file, LineReader reader) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_SIZE)) {
            return new JsonLinesReader(reader).readAll(in);
        }
    }

    private long readAll(InputStream in) throws IOException {
        byte[] read = new byte[BUFFER_SIZE];
        for (int count = in.read(read); count >= 0; count = in.read(read)) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                if (read[i] == '\n') {
                    append(read, start, i);
                    if (!readLine()) {
                        damaged++;
                    }
                    start = i + 1;
                }
            }
            append(read, start, count);
        }
        readLine();
        return damaged;
    }

    private void append(byte[] from, int start, int end) {
        int count = end - start;
        if (length + count > MAX_LENGTH) {
            length = MAX_LENGTH + 1; // marks the line as too long until its end
            return;
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
        }
        System.arraycopy(from, start, line, length, count);
        length += count;
    }

    /** Decodes the buffered line; false if it is damaged. */
    private boolean readLine() {
        int lineLength = length;
        length = 0;
        if (lineLength > MAX_LENGTH) {
            return false;
        }
        if (isBlank(lineLength)) {
            return true;
        }
        try {
            reader.read(line, lineLength);
            return true;
        } catch (JacksonException | IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isBlank(int lineLength) {
        for (int i = 0; i < lineLength; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
