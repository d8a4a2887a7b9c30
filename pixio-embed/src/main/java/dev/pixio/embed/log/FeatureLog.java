package dev.pixio.embed.log;

import dev.pixio.data.SkippedImage;
import dev.pixio.io.AppendedFile;
import dev.pixio.io.LockedFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The append-only log of an unfinished export. A batch that was added survives the end of the process; it survives a
 * power failure after {@link #force}, which {@link #add} calls every few seconds. The file is a sequence of frames,
 * each with its length and checksum: the header, then one frame per batch. Bytes after the last complete frame are from
 * an interrupted write and are cut off. One process at a time can open it.
 */
public final class FeatureLog implements AutoCloseable {

    /** Length and checksum before each frame. */
    private static final int FRAME_HEADER = 8;

    /** The longest frame; a greater length indicates damage. */
    private static final int MAX_FRAME = Integer.MAX_VALUE - FRAME_HEADER;

    /** Forcing after each batch would cost more time than recomputing a few batches. */
    private static final long FORCE_NANOS = 5_000_000_000L;

    private final Path path;
    private final LockedFile lock;
    private final FileChannel file;
    private final AppendedFile frames;
    private final FeatureHeader header;
    private final List<SkippedImage> skipped = new ArrayList<>();
    private long firstBatch;
    private long rows;
    private long forced = System.nanoTime();

    private FeatureLog(Path path, LockedFile lock, FeatureHeader header) {
        this.path = path;
        this.lock = lock;
        this.file = lock.channel();
        this.frames = AppendedFile.of(path, file);
        this.header = header;
    }

    /** Creates a log; an existing one is overwritten. */
    public static FeatureLog create(Path path, FeatureHeader header) throws IOException {
        LockedFile lock = locked(path, LockedFile.create(path));
        try {
            FeatureLog log = new FeatureLog(path, lock, header);
            log.frames.truncate(0);
            log.writeFrame(header.toJson().getBytes(StandardCharsets.UTF_8));
            log.firstBatch = log.file.position();
            return log;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens an existing log to continue it.
     *
     * @throws FeatureFileException if it has no header, or another process writes it
     */
    public static FeatureLog resume(Path path) throws IOException {
        LockedFile lock = locked(path, LockedFile.open(path));
        try {
            Optional<byte[]> first = readFrame(lock.channel());
            if (first.isEmpty()) {
                throw FeatureFileException.invalid(path, "it has no header; start over with --overwrite");
            }
            String json = new String(first.get(), StandardCharsets.UTF_8);
            FeatureLog log = new FeatureLog(path, lock, FeatureHeader.parse(path, json));
            log.firstBatch = log.file.position();
            log.cutIncompleteEnd();
            return log;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static LockedFile locked(Path path, Optional<LockedFile> lock) throws FeatureFileException {
        return lock.orElseThrow(() -> new FeatureFileException(path + " is being written by another 'pixio embed'"));
    }

    private void cutIncompleteEnd() throws IOException {
        long complete = file.position();
        for (Optional<byte[]> frame = readFrame(file); frame.isPresent(); frame = readFrame(file)) {
            complete = file.position();
            skipped.addAll(visit(frame.get(), (name, row) -> rows++));
        }
        frames.truncate(complete);
    }

    /** The header of the features in the log. */
    public FeatureHeader header() {
        return header;
    }

    /** The number of images with features. */
    public long rows() {
        return rows;
    }

    /** The images that could not be read. */
    public List<SkippedImage> skipped() {
        return List.copyOf(skipped);
    }

    /** The names of all images in the log, with features or unreadable, and how many there are of each. */
    public Map<String, Integer> done() throws IOException {
        Map<String, Integer> names = new HashMap<>();
        forEach((name, row) -> names.merge(name, 1, Integer::sum));
        skipped.forEach(image -> names.merge(image.name(), 1, Integer::sum));
        return names;
    }

    /** Adds a batch, completely or not at all. */
    public void add(FeatureBatch batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            batch.write(data);
        }
        writeFrame(bytes.toByteArray());
        rows += batch.rows();
        skipped.addAll(batch.skipped());
        if (System.nanoTime() - forced > FORCE_NANOS) {
            force();
        }
    }

    /** Waits until everything added is on the disk. */
    public void force() throws IOException {
        frames.force();
        forced = System.nanoTime();
    }

    /** Passes all rows to the sink, in the order in which they were added. */
    public void forEach(FeatureSink sink) throws IOException {
        long end = file.position();
        file.position(firstBatch);
        for (Optional<byte[]> frame = readFrame(file); frame.isPresent(); frame = readFrame(file)) {
            visit(frame.get(), sink);
        }
        file.position(end);
    }

    private List<SkippedImage> visit(byte[] frame, FeatureSink sink) throws IOException {
        try {
            return FeatureBatch.visit(new DataInputStream(new ByteArrayInputStream(frame)), header.rowBytes(), sink);
        } catch (EOFException e) {
            throw FeatureFileException.invalid(path, "a batch in it is truncated; start over with --overwrite");
        }
    }

    private void writeFrame(byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(payload.length).putInt(checksum(payload)).put(payload).flip();
        frames.append(frame);
    }

    /** The frame at the file's position; empty if there is no complete one. */
    private static Optional<byte[]> readFrame(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(FRAME_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(file, start)) {
            return Optional.empty();
        }
        int length = start.getInt(0);
        // No frame is empty: zeros, which a power failure may leave at the end, would be an empty frame with the
        // correct checksum.
        if (length <= 0 || length > MAX_FRAME || length > file.size() - file.position()) {
            return Optional.empty();
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        boolean complete = fill(file, payload) && checksum(payload.array()) == start.getInt(4);
        return complete ? Optional.of(payload.array()) : Optional.empty();
    }

    private static boolean fill(FileChannel file, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (file.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] payload) {
        CRC32C checksum = new CRC32C();
        checksum.update(payload);
        return (int) checksum.getValue();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
