package dev.pixio.search.folder;

import dev.pixio.search.IndexException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * The images of an index in the order of {@link Entry#ORDER}, in the form in which they are stored: about 100 bytes each. Row i of the
 * vectors is that of entry i. Thread-safe.
 */
final class EntryTable {

    /** No images. */
    static final EntryTable EMPTY = new EntryTable(new byte[0], new int[0], new long[0]);

    private final byte[] bytes;
    private final int[] starts;
    private final long[] byId; // id << 32 | row, ascending

    private EntryTable(byte[] bytes, int[] starts, long[] byId) {
        this.bytes = bytes;
        this.starts = starts;
        this.byId = byId;
    }

    /**
     * Reads a file.
     *
     * @param count number of entries that it must have
     * @param roots number of roots
     * @param crc32c of the file
     * @throws IndexException in one line: the file is damaged
     */
    static EntryTable read(Path file, int count, int roots, int crc32c) throws IOException {
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE - 8 || size < (long) count * Entry.FIXED_BYTES) {
            throw IndexException.damaged(file, "it has " + size + " bytes for " + count + " images");
        }
        byte[] bytes = Files.readAllBytes(file);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        if ((int) crc.getValue() != crc32c) {
            throw IndexException.damaged(file, "its checksum is not that of the index");
        }
        try {
            return of(bytes, count, roots);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw IndexException.damaged(file, "an image in it is not stored as it should be");
        }
    }

    private static EntryTable of(byte[] bytes, int count, int roots) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int[] starts = new int[count];
        long[] byId = new long[count];
        for (int row = 0; row < count; row++) {
            starts[row] = in.position();
            Entry.skip(in);
            byId[row] = (long) in.getInt(starts[row]) << 32 | row;
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("more bytes than images");
        }
        Arrays.sort(byId);
        EntryTable table = new EntryTable(bytes, starts, byId);
        table.requireOrder(roots);
        return table;
    }

    /** Searches rely on it. */
    private void requireOrder(int roots) {
        Entry before = null;
        for (int row = 0; row < size(); row++) {
            Entry entry = entry(row);
            Entry.requireText(entry.path());
            if (entry.root() < 0
                    || entry.root() >= roots
                    || (before != null && Entry.ORDER.compare(before, entry) >= 0)) {
                throw new IllegalArgumentException("images that are not in order");
            }
            if (byId[row] < 0 || (row > 0 && byId[row] >>> 32 == byId[row - 1] >>> 32)) {
                throw new IllegalArgumentException("two images of one number");
            }
            before = entry;
        }
    }

    /** Number of images. */
    int size() {
        return starts.length;
    }

    Entry entry(int row) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(starts[row]);
        return Entry.read(in);
    }

    /** The row of an image. */
    OptionalInt row(long id) {
        if (id < 0 || id > Integer.MAX_VALUE) {
            return OptionalInt.empty();
        }
        int at = Arrays.binarySearch(byId, id << 32);
        int found = at >= 0 ? at : -at - 1;
        return found < byId.length && byId[found] >>> 32 == id
                ? OptionalInt.of((int) byId[found])
                : OptionalInt.empty();
    }

    /** The row of an image. */
    OptionalInt row(int root, String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        int row = firstFrom(root, name);
        return row < size() && root(row) == root && compare(row, name) == 0 ? OptionalInt.of(row) : OptionalInt.empty();
    }

    /**
     * Rows that follow one another.
     *
     * @param from first row
     * @param to row after the last
     */
    record Range(int from, int to) {

        int size() {
            return to - from;
        }
    }

    /**
     * The images of a folder and those below it.
     *
     * @param folder relative to the root, without a slash at the end; empty for the whole root
     */
    Range folder(int root, String folder) {
        if (folder.isEmpty()) {
            return new Range(firstFrom(root, new byte[0]), firstFrom(root + 1, new byte[0]));
        }
        byte[] first = (folder + "/").getBytes(StandardCharsets.UTF_8);
        byte[] behind = (folder + "0").getBytes(StandardCharsets.UTF_8); // the character after the slash
        return new Range(firstFrom(root, first), firstFrom(root, behind));
    }

    /** The first row that is not before a path of a root. */
    private int firstFrom(int root, byte[] path) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compare(root(middle), root);
            if ((order == 0 ? compare(middle, path) : order) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int root(int row) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(starts[row] + Integer.BYTES);
    }

    /** The path of a row beside another one. */
    private int compare(int row, byte[] path) {
        int start = starts[row] + Entry.FIXED_BYTES;
        int end = row + 1 < starts.length ? starts[row + 1] : bytes.length;
        return Arrays.compareUnsigned(bytes, start, end, path, 0, path.length);
    }
}
