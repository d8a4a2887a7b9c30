package dev.pixio.data.tar.stream;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images that follow each other in an archive, in a temporary file. Filled by one thread, then read by several; the count of its readers is
 * guarded by its owner.
 */
final class Chunk {

    private static final Logger LOG = LoggerFactory.getLogger(Chunk.class);

    private final Path path;
    private final RandomAccessFile file;
    private final List<Entry> entries = new ArrayList<>();
    private int readers;
    private boolean closed;

    /** An image, or the reason why there is none. */
    private record Entry(long offset, int size, String reason) {}

    Chunk() throws IOException {
        this.path = Files.createTempFile("pixio-chunk", ".tmp");
        try {
            this.file = new RandomAccessFile(path.toFile(), "rw");
        } finally {
            deleteName();
        }
    }

    /**
     * Appends an image.
     *
     * @throws UncheckedIOException in one line: the temporary file cannot be written
     */
    void add(byte[] image) {
        try {
            long offset = file.getFilePointer();
            file.write(image);
            entries.add(new Entry(offset, image.length, ""));
        } catch (IOException e) {
            throw ForwardReaders.unchecked(
                    "images of archives cannot be written to the temporary file " + path + ": " + FailureReason.of(e),
                    e);
        }
    }

    /** Appends an image that cannot be read. */
    void addUnreadable(String reason) {
        entries.add(new Entry(0, 0, reason));
    }

    int size() {
        return entries.size();
    }

    byte[] read(int image) throws ImageReadException {
        Entry entry = entries.get(image);
        if (!entry.reason.isEmpty()) {
            throw new ImageReadException(entry.reason);
        }
        byte[] bytes = new byte[entry.size];
        try {
            synchronized (file) {
                file.seek(entry.offset);
                file.readFully(bytes);
            }
        } catch (IOException e) {
            throw ForwardReaders.unchecked("the temporary file " + path + " cannot be read: " + FailureReason.of(e), e);
        }
        return bytes;
    }

    /** Counts a reader; false if the chunk is closed. */
    boolean retain() {
        if (closed) {
            return false;
        }
        readers++;
        return true;
    }

    void release() {
        readers--;
        if (closed && readers == 0) {
            delete();
        }
    }

    /** Deletes the file as soon as nobody reads it. */
    void close() {
        closed = true;
        if (readers == 0) {
            delete();
        }
    }

    private void delete() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("closing {} failed", path, e);
        }
        deleteName();
    }

    /** An open file may have no name, but on Windows, where it is deleted when it is closed. */
    private void deleteName() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("the temporary file {} is deleted later", path, e);
        }
    }
}
