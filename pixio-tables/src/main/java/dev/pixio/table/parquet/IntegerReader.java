package dev.pixio.table.parquet;

import dev.pixio.table.column.RowClasses;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.TableFile;
import dev.pixio.table.column.Values;
import dev.pixio.torch.memory.MemoryDemand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads a column of integers, such as classes.
 *
 * @param file of the column
 * @param column of one row group
 * @param bytes of an integer, 4 or 8
 */
record IntegerReader(TableFile file, ColumnPart column, int bytes) {

    /** The integers of all rows. */
    long[] read(StoredFile from) throws IOException {
        PageIndex index = PageIndex.of(from, column);
        if (!index.damage().isEmpty()) {
            throw new IOException(index.damage());
        }
        MemoryDemand.requireHeap("the classes of " + file, (double) Long.BYTES * column.rows());
        long[] integers = new long[column.rows()];
        try {
            long[] dictionary = index.dictionary().isPresent()
                    ? page(from, index.dictionary().get(), new long[0])
                    : new long[0];
            for (Page page : index.pages()) {
                System.arraycopy(page(from, page, dictionary), 0, integers, page.firstRow(), page.rows());
            }
        } catch (UncheckedIOException e) {
            throw e; // says nothing of the classes
        } catch (RuntimeException e) {
            throw new IOException("the file is damaged: the classes are not valid", e);
        }
        return integers;
    }

    private long[] page(StoredFile from, Page page, long[] dictionary) throws IOException {
        if (!page.problem().isEmpty()) {
            throw new IOException(page.problem());
        }
        PageReader.Body body = new PageReader(file, column, 0).open(from, page);
        long[] integers = new long[page.rows()];
        try (InputStream in = body.values()) {
            boolean numbered = page.coding() == Page.Coding.DICTIONARY;
            RunLengths numbers = new RunLengths(in, numbered ? Math.max(0, in.read()) : 0);
            for (int row = 0; row < integers.length; row++) {
                integers[row] =
                        !body.present()[row] ? RowClasses.NONE : numbered ? dictionary[numbers.next()] : integer(in);
            }
        }
        return integers;
    }

    private long integer(InputStream in) throws IOException {
        int low = Values.littleEndian(in);
        return bytes == Integer.BYTES ? low : (low & 0xffffffffL) | ((long) Values.littleEndian(in) << Integer.SIZE);
    }

    /** Joins the integers of groups. */
    static long[] join(long[] first, long[] second) {
        long[] joined = Arrays.copyOf(first, Math.addExact(first.length, second.length));
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
