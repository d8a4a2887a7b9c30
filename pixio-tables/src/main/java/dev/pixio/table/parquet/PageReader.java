package dev.pixio.table.parquet;

import dev.pixio.data.forward.Chunk;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.table.column.ChunkRows;
import dev.pixio.table.column.FileRange;
import dev.pixio.table.column.RowReasons;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.TableFile;
import dev.pixio.table.column.Values;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads the images of pages into chunks. Rows that cannot be read have their reason in the chunk.
 *
 * @param file of the pages
 * @param column of the pages
 * @param maxBytes largest permitted size of an image
 */
record PageReader(TableFile file, ColumnPart column, long maxBytes) {

    /** Most bytes of levels for each row: a run of one. */
    private static final int LEVEL_BYTES = 8;

    /** Which rows are not null, and the values of those. */
    @SuppressWarnings("ArrayRecordComponent") // not changed
    record Body(boolean[] present, InputStream values) {}

    /** The rows of a page whose values are stored in it. */
    Chunk plain(Page page) {
        Chunk chunk = Chunk.temporary();
        ChunkRows.fill(file, chunk, page.rows(), (from, to) -> readPlain(from, page, to));
        return chunk;
    }

    /** The values of the dictionary, and then the rows of all pages that refer to it. */
    Chunk dictionary(PageIndex index) {
        Chunk chunk = Chunk.temporary();
        int values = index.dictionary().map(Page::rows).orElse(0);
        index.dictionary()
                .ifPresent(page -> ChunkRows.fill(file, chunk, values, (from, to) -> readPlain(from, page, to)));
        int end = values;
        for (Page page : index.dictionaryPages()) {
            end += page.rows();
            ChunkRows.fill(file, chunk, end, (from, to) -> readNumbers(from, page, values, to));
        }
        return chunk;
    }

    private void readPlain(StoredFile from, Page page, Chunk chunk) throws IOException {
        if (!page.problem().isEmpty()) { // of a dictionary; other pages with one are not read
            throw new ImageReadException(page.problem());
        }
        Body body = open(from, page);
        try (InputStream values = body.values) {
            long left = page.size();
            for (boolean present : body.present) {
                if (!present) {
                    chunk.addUnreadable(RowReasons.NO_IMAGE);
                    continue;
                }
                int size = Values.littleEndian(values);
                left -= Integer.BYTES + (long) size;
                if (size < 0 || left < 0) {
                    throw new IOException("a value of " + size + " bytes ends after its page");
                }
                Values.copy(values, size, maxBytes, chunk);
            }
        }
    }

    private void readNumbers(StoredFile from, Page page, int values, Chunk chunk) throws IOException {
        Body body = open(from, page);
        try (InputStream in = body.values) {
            RunLengths numbers = new RunLengths(in, Math.max(0, in.read())); // none, if all are null
            for (boolean present : body.present) {
                int number = present ? numbers.next() : 0;
                if (!present) {
                    chunk.addUnreadable(RowReasons.NO_IMAGE);
                } else if (number < 0 || number >= values) {
                    chunk.addUnreadable("the file is damaged: the dictionary has no such value");
                } else {
                    chunk.repeat(number);
                }
            }
        }
    }

    Body open(StoredFile from, Page page) throws IOException {
        FileRange stored = from.range(page.offset(), page.offset() + page.stored());
        if (page.layout() == Page.Layout.SECOND) {
            boolean[] present = present(Values.exactly(stored, page.levelBytes()), page.rows());
            return new Body(present, page.compressed() ? Compression.open(column.codec(), stored) : stored);
        }
        InputStream values = Compression.open(column.codec(), stored);
        try {
            return new Body(
                    page.layout() == Page.Layout.DICTIONARY || column.definition() == 0
                            ? all(page.rows())
                            : present(levels(values, page), page.rows()),
                    values);
        } catch (IOException | RuntimeException e) {
            values.close();
            throw e;
        }
    }

    private static byte[] levels(InputStream values, Page page) throws IOException {
        int length = Values.littleEndian(values);
        if (length < 0 || length > page.size() || length > LEVEL_BYTES * (page.rows() + 8L)) {
            throw new IOException("levels of " + length + " bytes");
        }
        return Values.exactly(values, length);
    }

    private static boolean[] all(int rows) {
        boolean[] present = new boolean[rows];
        Arrays.fill(present, true);
        return present;
    }

    private boolean[] present(byte[] levels, int rows) throws IOException {
        if (column.definition() == 0) {
            return all(rows);
        }
        RunLengths numbers = new RunLengths(
                new ByteArrayInputStream(levels), Integer.SIZE - Integer.numberOfLeadingZeros(column.definition()));
        boolean[] present = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            present[row] = numbers.next() == column.definition();
        }
        return present;
    }
}
