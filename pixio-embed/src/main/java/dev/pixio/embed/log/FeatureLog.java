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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Features on their way into a file, batch by batch: what was added is there even if the process ends the next moment, and
 * what is older than the batch before and a few seconds, even if the machine loses its power. A file of frames, each with its length and checksum; the first is the header, each other one a batch. What comes after the
 * last whole frame was being written when the process ended, and is cut off. One process at a time.
 */
public final class FeatureLog implements AutoCloseable {

    /** Length and checksum before each frame. */
    private static final int FRAME_HEADER = 8;

    /** No frame is longer, so a length beyond it is damage. */
    private static final int MAX_FRAME = Integer.MAX_VALUE - FRAME_HEADER;

    /** Waiting for the disk after each batch would cost more than the few batches that it saves. */
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
        this.frames = AppendedFile.of(file);
        this.header = header;
    }

    /** A new log; one that is there is overwritten. */
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
     * A log that is there, to be gone on from.
     *
     * @throws FeatureFileException if it has no header, or another process writes it
     */
    public static FeatureLog resume(Path path) throws IOException {
        LockedFile lock = locked(path, LockedFile.open(path));
        try {
            Optional<byte[]> first = readFrame(lock.channel());
            if (first.isEmpty()) {
                throw FeatureFileException.invalid(path, "it has no header; begin again with --overwrite");
            }
            String json = new String(first.get(), StandardCharsets.UTF_8);
            FeatureLog log = new FeatureLog(path, lock, FeatureHeader.parse(path, json));
            log.firstBatch = log.file.position();
            log.cutTornEnd();
            return log;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static LockedFile locked(Path path, Optional<LockedFile> lock) throws FeatureFileException {
        return lock.orElseThrow(() -> new FeatureFileException(path + " is being written by another 'pixio embed'"));
    }

    private void cutTornEnd() throws IOException {
        long whole = file.position();
        for (Optional<byte[]> frame = readFrame(file); frame.isPresent(); frame = readFrame(file)) {
            whole = file.position();
            skipped.addAll(visit(frame.get(), (name, row) -> rows++));
        }
        frames.truncate(whole);
    }

    /** What the features in it depend on. */
    public FeatureHeader header() {
        return header;
    }

    /** Images with features. */
    public long rows() {
        return rows;
    }

    /** Images without. */
    public List<SkippedImage> skipped() {
        return List.copyOf(skipped);
    }

    /** The names of all images that were told of, with features or without. */
    public Set<String> done() throws IOException {
        Set<String> names = new HashSet<>();
        forEach((name, row) -> names.add(name));
        skipped.forEach(image -> names.add(image.name()));
        return names;
    }

    /** Adds a batch; it is whole in the file or not at all. */
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

    /** Waits until all that was added is on the disk. */
    public void force() throws IOException {
        frames.force();
        forced = System.nanoTime();
    }

    /** Goes through all rows in the order in which they were added. */
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
            throw FeatureFileException.invalid(path, "a batch in it is cut short; begin again with --overwrite");
        }
    }

    private void writeFrame(byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(payload.length).putInt(checksum(payload)).put(payload).flip();
        frames.append(frame);
    }

    /** The frame at the file's position, or nothing where no whole one begins. */
    private static Optional<byte[]> readFrame(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(FRAME_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(file, start)) {
            return Optional.empty();
        }
        int length = start.getInt(0);
        // No frame is empty: zeros, which a power cut may leave at the end, would pass for one with the right checksum.
        if (length <= 0 || length > MAX_FRAME || length > file.size() - file.position()) {
            return Optional.empty();
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        boolean whole = fill(file, payload) && checksum(payload.array()) == start.getInt(4);
        return whole ? Optional.of(payload.array()) : Optional.empty();
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
