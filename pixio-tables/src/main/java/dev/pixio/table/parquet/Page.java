package dev.pixio.table.parquet;

/**
 * Values of a column that are stored together.
 *
 * @param firstRow of its row group
 * @param rows number of its rows; of a dictionary the number of its values
 * @param offset of its first byte in the file, after its header
 * @param stored bytes in the file
 * @param size bytes without compression
 * @param layout where its levels are
 * @param levelBytes of the levels, in {@link Layout#SECOND} alone
 * @param compressed whether its values are compressed, if those of the column are
 * @param coding how its values are stored
 * @param problem why it cannot be read; empty if it can
 */
record Page(
        int firstRow,
        int rows,
        long offset,
        int stored,
        int size,
        Layout layout,
        int levelBytes,
        boolean compressed,
        Coding coding,
        String problem) {

    /** The version of a page. */
    enum Layout {
        /** Levels, with their length, are compressed with the values. */
        FIRST,
        /** Levels are stored before the values, without compression. */
        SECOND,
        /** There are no levels: a dictionary. */
        DICTIONARY
    }

    /** The encoding of values. */
    enum Coding {
        /** Each with its length before it. */
        PLAIN,
        /** By their numbers in the dictionary. */
        DICTIONARY,
        /** One that is not read. */
        OTHER
    }
}
