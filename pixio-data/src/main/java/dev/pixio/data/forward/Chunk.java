package dev.pixio.data.forward;

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
 * Images that follow each other in a group, in a temporary file. Filled by one thread, then read by several; the count of its readers is
 * guarded by its owner.
 */
public final class Chunk {

    private static final Logger LOG = LoggerFactory.getLogger(Chunk.class);

    private final Path path;
    private final RandomAccessFile file;
    private final List<Entry> entries = new ArrayList<>();
    private int readers;
    private boolean closed;

    /** An image, or the reason why there is none. */
    private record Entry(long offset, int size, String reason) {}

    /**
     * An empty chunk.
     *
     * @throws UncheckedIOException in one line: there is no temporary file
     */
    public static Chunk temporary() {
        try {
            return new Chunk();
        } catch (IOException e) {
            throw unchecked("no temporary file for images: " + FailureReason.of(e), e);
        }
    }

    private Chunk() throws IOException {
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
    public void add(byte[] image) {
        try {
            long offset = file.getFilePointer();
            file.write(image);
            entries.add(new Entry(offset, image.length, ""));
        } catch (IOException e) {
            throw unchecked("images cannot be written to the temporary file " + path + ": " + FailureReason.of(e), e);
        }
    }

    /** Appends an image that cannot be read. */
    public void addUnreadable(String reason) {
        Entry entry = new Entry(0, 0, reason);
        int last = entries.size() - 1;
        // One object for the rows of a damaged page, which may declare millions.
        entries.add(last >= 0 && entries.get(last).equals(entry) ? entries.get(last) : entry);
    }

    /** Appends an image that the chunk has already, or its reason. */
    public void repeat(int image) {
        entries.add(entries.get(image));
    }

    /** With a message in one line, also of its cause. */
    private static UncheckedIOException unchecked(String message, IOException cause) {
        return new UncheckedIOException(message, new IOException(message, cause));
    }

    /** Number of images, with those that cannot be read. */
    public int size() {
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
            throw unchecked("the temporary file " + path + " cannot be read: " + FailureReason.of(e), e);
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
    public void close() {
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
