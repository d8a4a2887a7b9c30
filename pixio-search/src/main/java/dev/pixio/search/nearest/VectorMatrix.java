package dev.pixio.search.nearest;

import dev.pixio.search.IndexException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The vectors of an index: a file of float numbers, little-endian, row after row, mapped into memory. The file may be deleted while
 * this is used. Thread-safe.
 */
public final class VectorMatrix {

    /** A buffer of Java has at most 2 GiB. */
    private static final int SEGMENT_BYTES = 1 << 30;

    private final Path file;
    private final List<MappedByteBuffer> segments;
    private final int rows;
    private final int dimension;
    private final int segmentRows;
    private final int crc32c;
    private boolean verified;

    private VectorMatrix(Path file, List<MappedByteBuffer> segments, int rows, int dimension, int crc32c) {
        this.file = file;
        this.segments = List.copyOf(segments);
        this.rows = rows;
        this.dimension = dimension;
        this.segmentRows = segmentRows(dimension);
        this.crc32c = crc32c;
    }

    private static int segmentRows(int dimension) {
        return Math.max(1, SEGMENT_BYTES / (Float.BYTES * dimension));
    }

    /**
     * Maps a file.
     *
     * @param rows their number, at least 1
     * @param dimension numbers of a row, at least 1 and at most 2^28
     * @param crc32c checksum of the file, which {@link #verify} checks
     * @throws IndexException in one line: the file has another size
     */
    public static VectorMatrix open(Path file, int rows, int dimension, int crc32c) throws IOException {
        long rowBytes = (long) Float.BYTES * dimension;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != rows * rowBytes) {
                throw IndexException.damaged(
                        file, "it has " + channel.size() + " bytes, and " + rows * rowBytes + " are needed");
            }
            List<MappedByteBuffer> segments = new ArrayList<>();
            long segmentBytes = segmentRows(dimension) * rowBytes;
            for (long start = 0; start < channel.size(); start += segmentBytes) {
                long length = Math.min(segmentBytes, channel.size() - start);
                MappedByteBuffer segment = channel.map(FileChannel.MapMode.READ_ONLY, start, length);
                segment.order(ByteOrder.LITTLE_ENDIAN);
                segments.add(segment);
            }
            return new VectorMatrix(file, segments, rows, dimension, crc32c);
        }
    }

    /**
     * Checks the checksum of the file, the first time that it is called.
     *
     * @throws IndexException in one line: the file is damaged
     */
    public synchronized void verify() throws IndexException {
        if (!verified) {
            check();
            verified = true;
        }
    }

    /**
     * Checks the checksum of the file as it is now.
     *
     * @throws IndexException in one line: the file is damaged
     */
    public void check() throws IndexException {
        CRC32C crc = new CRC32C();
        segments.forEach(segment -> crc.update(segment.duplicate()));
        if ((int) crc.getValue() != crc32c) {
            throw IndexException.damaged(file, "its checksum is not that of the index");
        }
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** Numbers of a row. */
    public int dimension() {
        return dimension;
    }

    /** A copy of a row. */
    public float[] row(int row) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("row " + row + " of " + rows);
        }
        float[] values = new float[dimension];
        segment(row / segmentRows).get(row % segmentRows * dimension, values);
        return values;
    }

    /** Rows in a segment; the last one may have fewer. */
    int segmentRows() {
        return segmentRows;
    }

    /** The numbers of a segment, from position 0. */
    FloatBuffer segment(int segment) {
        return segments.get(segment).duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
