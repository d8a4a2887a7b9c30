package dev.pixio.table.arrow;

import java.util.List;

/**
 * The images of one record batch.
 *
 * @param firstRow of the batch in the file
 * @param rows of the batch, at least 1
 * @param validity places of a bit for each row; empty places stand for bits that are all set
 * @param offsets place of the first byte of each value, and the end of the last
 * @param values place of the bytes
 * @param compression of the places
 */
record Batch(long firstRow, int rows, List<Place> validity, Place offsets, Place values, Compression compression) {

    /**
     * A part of the file.
     *
     * @param offset of its first byte
     * @param length in bytes
     */
    record Place(long offset, long length) {}

    /** How the bytes of buffers are stored. */
    enum Compression {
        /** As they are. */
        NONE,
        /** In the frame format. */
        LZ4,
        /** In the frame format. */
        ZSTD
    }
}
