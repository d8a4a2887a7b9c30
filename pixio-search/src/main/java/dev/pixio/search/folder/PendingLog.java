package dev.pixio.search.folder;

import dev.pixio.io.AppendedFile;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.update.ImageVectors;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The vectors that an update has computed so far: records that are appended, each with its checksum. A killed process leaves at most
 * one incomplete record, at the end, which is cut off. The first record is the origin of the vectors.
 */
final class PendingLog implements AutoCloseable {

    private static final int HEADER_BYTES = 2 * Integer.BYTES; // length and checksum
    private static final int MAX_RECORD = 1 << 28;
    private static final int ORIGIN = 0;
    private static final int IMAGE = 1;
    private static final long FORCE_NANOS = 2_000_000_000L;

    private final Path file;
    private final AppendedFile out;
    private final FileChannel in;
    private final Map<String, Map<String, Logged>> records;
    private long forced = System.nanoTime();

    /**
     * Where the vectors of an image are.
     *
     * @param facts about its file
     * @param position of the record in the file
     * @param offset of the numbers in its content
     * @param dimension numbers of the vector of the image
     * @param patchDimension numbers of the mean of the patch tokens; 0 if it is that vector
     */
    record Logged(FileFacts facts, long position, int offset, int dimension, int patchDimension) {}

    private PendingLog(Path file, AppendedFile out, FileChannel in, Map<String, Map<String, Logged>> records) {
        this.file = file;
        this.out = out;
        this.in = in;
        this.records = records;
    }

    /**
     * Opens or creates the file.
     *
     * @param origin of the vectors, in one line
     * @throws IndexException in one line: it has vectors of another origin
     */
    static PendingLog open(Path file, String origin) throws IOException {
        Map<String, Map<String, Logged>> records = new HashMap<>();
        long complete = Files.exists(file) ? read(file, origin, records) : 0;
        AppendedFile out = AppendedFile.open(file, complete);
        try {
            PendingLog log = new PendingLog(file, out, FileChannel.open(file, StandardOpenOption.READ), records);
            if (complete == 0) {
                log.append(ORIGIN, ByteBuffer.wrap(origin.getBytes(StandardCharsets.UTF_8)));
            }
            return log;
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    /** Whether a file exists and its vectors are of an origin. */
    static boolean isOf(Path file, String origin) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<ByteBuffer> first = next(in, 0);
            return first.isPresent()
                    && first.get().get() == ORIGIN
                    && StandardCharsets.UTF_8.decode(first.get()).toString().equals(origin);
        }
    }

    /** Reads the records, and returns the length of those that are complete. */
    private static long read(Path file, String origin, Map<String, Map<String, Logged>> records) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = 0;
            for (Optional<ByteBuffer> record = next(in, end); record.isPresent(); record = next(in, end)) {
                ByteBuffer content = record.get();
                int length = content.remaining();
                int type = content.get();
                if (end == 0) {
                    requireOrigin(file, origin, type, content);
                } else {
                    add(records, end, type, content);
                }
                end += HEADER_BYTES + length;
            }
            return end;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw IndexException.damaged(file, "a record in it is not stored as it should be");
        }
    }

    private static void requireOrigin(Path file, String origin, int type, ByteBuffer content) throws IndexException {
        String found = StandardCharsets.UTF_8.decode(content).toString();
        if (type != ORIGIN || !found.equals(origin)) {
            throw new IndexException(file + " has vectors of an interrupted update with other weights or settings: run"
                    + " that again, or start anew with --overwrite");
        }
    }

    /** The record at a position; empty if there is no complete one. */
    private static Optional<ByteBuffer> next(FileChannel in, long position) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(in, header, position)) {
            return Optional.empty();
        }
        int length = header.getInt();
        if (length < 1 || length > MAX_RECORD || length > in.size() - position - HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return fill(in, content, position + HEADER_BYTES) && checksum(content) == header.getInt()
                ? Optional.of(content)
                : Optional.empty();
    }

    private static boolean fill(FileChannel in, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer, position + buffer.position()) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    private static int checksum(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    private static void add(Map<String, Map<String, Logged>> records, long position, int type, ByteBuffer content) {
        int length = content.getInt();
        if (length < 1 || length > content.remaining()) {
            throw new IllegalArgumentException("a name of " + length + " bytes");
        }
        byte[] root = new byte[length];
        content.get(root);
        Entry entry = Entry.read(content);
        int dimension = content.getInt();
        int patchDimension = content.getInt();
        Logged record = new Logged(entry.facts(), position, content.position(), dimension, patchDimension);
        long numbers = (long) dimension + patchDimension;
        if (type != IMAGE || dimension < 1 || patchDimension < 0 || content.remaining() != Float.BYTES * numbers) {
            throw new IllegalArgumentException("a record of another kind");
        }
        records.computeIfAbsent(new String(root, StandardCharsets.UTF_8), name -> new HashMap<>())
                .put(entry.name(), record);
    }

    /** Appends an image. */
    void put(IndexRoot root, String path, FileFacts facts, ImageVectors vectors) throws IOException {
        byte[] name = root.data().getBytes(StandardCharsets.UTF_8);
        byte[] entry = new Entry(0, 0, Entry.bytes(path), facts).encoded();
        int patches = vectors.patchMean() == vectors.image() ? 0 : vectors.patchMean().length;
        int numbers = Float.BYTES * (vectors.image().length + patches);
        int head = Integer.BYTES + name.length + entry.length + 2 * Integer.BYTES;
        ByteBuffer content = ByteBuffer.allocate(head + numbers).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(name.length).put(name).put(entry);
        content.putInt(vectors.image().length).putInt(patches);
        content.asFloatBuffer().put(vectors.image()).put(vectors.patchMean(), 0, patches);
        long position = append(IMAGE, content.rewind());
        records.computeIfAbsent(root.data(), key -> new HashMap<>())
                .put(path, new Logged(facts, position, 1 + head, vectors.image().length, patches)); // 1 is the type
    }

    /** Appends a record, and returns its position. The content begins with the type. */
    private long append(int type, ByteBuffer content) throws IOException {
        ByteBuffer record =
                ByteBuffer.allocate(HEADER_BYTES + 1 + content.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(1 + content.remaining())
                .putInt(0)
                .put((byte) type)
                .put(content)
                .flip();
        record.putInt(Integer.BYTES, checksum(record.slice(HEADER_BYTES, record.limit() - HEADER_BYTES)));
        long start = out.length();
        out.append(record);
        return start;
    }

    /** The record of an image. */
    Optional<Logged> record(IndexRoot root, String path) {
        return Optional.ofNullable(of(root).get(path));
    }

    /** The records of a root, by path. */
    Map<String, Logged> of(IndexRoot root) {
        return records.getOrDefault(root.data(), Map.of());
    }

    /**
     * The numbers of a record, of both vectors.
     *
     * @throws IndexException in one line: the record is no longer what was written
     */
    float[] numbers(Logged record) throws IOException {
        ByteBuffer content = next(in, record.position())
                .orElseThrow(() ->
                        new IndexException(file + " is damaged: vectors in it have another checksum than when they"
                                + " were written. Run the same command again, which computes them again"));
        float[] numbers = new float[record.dimension() + record.patchDimension()];
        content.position(record.offset()).asFloatBuffer().get(numbers);
        return numbers;
    }

    /** Flushes the records to the disk, from time to time: a killed process loses nothing, but a power failure might. */
    void force() throws IOException {
        if (System.nanoTime() - forced > FORCE_NANOS) {
            out.force();
            forced = System.nanoTime();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        out.close();
    }
}
