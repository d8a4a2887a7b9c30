package dev.pixio.table.parquet;

import org.apache.parquet.format.CompressionCodec;

/**
 * The values of a column in one row group.
 *
 * @param firstRow of the group in the file
 * @param rows of the group, at least 1
 * @param start of its first byte in the file
 * @param length in bytes
 * @param codec that compresses its pages
 * @param definition the level of values that are not null
 */
record ColumnPart(long firstRow, int rows, long start, long length, CompressionCodec codec, int definition) {

    long end() {
        return start + length;
    }
}
