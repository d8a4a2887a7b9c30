package dev.pixio.monitor.history;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.core.JacksonException;

/** The lines of a file with a JSON object on each, the last of which may be on its way to the disk. */
final class JsonLinesReader {

    /** A line that is longer was not written by a run. */
    private static final int LONGEST = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private byte[] line = new byte[1024];
    private int length;
    private long damaged;
    private final Reader reader;

    /** Takes the bytes of a line. */
    interface Reader {
        /**
         * Reads one line.
         *
         * @throws JacksonException if it is no JSON
         * @throws IllegalArgumentException if it is not what was expected
         */
        void read(byte[] bytes, int length);
    }

    private JsonLinesReader(Reader reader) {
        this.reader = reader;
    }

    /**
     * Reads a file, if it is there.
     *
     * @return how many lines were damaged and left out; one at the end that is cut short is not damaged, it is being written
     */
    static long read(Path file, Reader reader) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return new JsonLinesReader(reader).all(in);
        }
    }

    private long all(InputStream in) throws IOException {
        byte[] read = new byte[BUFFER];
        for (int count = in.read(read); count >= 0; count = in.read(read)) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                if (read[i] == '\n') {
                    append(read, start, i);
                    if (!take()) {
                        damaged++;
                    }
                    start = i + 1;
                }
            }
            append(read, start, count);
        }
        take();
        return damaged;
    }

    private void append(byte[] from, int start, int end) {
        int count = end - start;
        if (length + count > LONGEST) {
            length = LONGEST + 1; // remembered as too long until its end
            return;
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
        }
        System.arraycopy(from, start, line, length, count);
        length += count;
    }

    /** Whether the line was read, or there was nothing in it. */
    private boolean take() {
        int taken = length;
        length = 0;
        if (taken > LONGEST) {
            return false;
        }
        if (isBlank(taken)) {
            return true;
        }
        try {
            reader.read(line, taken);
            return true;
        } catch (JacksonException | IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isBlank(int taken) {
        for (int i = 0; i < taken; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
