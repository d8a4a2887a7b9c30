package dev.pixio.table.arrow;

import dev.pixio.table.arrow.ArrowColumn.Integers;
import dev.pixio.table.column.ClassNames;
import dev.pixio.table.column.RowClasses;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.Values;
import dev.pixio.torch.memory.MemoryDemand;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/** Reads a column of integers, such as classes. Used by one thread. */
final class ArrowClasses {

    private final String wanted;
    private @Nullable Integers column;
    private List<String> names = List.of();

    private ArrowClasses(String wanted) {
        this.wanted = wanted;
    }

    /**
     * The classes of the rows of batches.
     *
     * @param images the batches of the images of the file
     * @throws IOException in one line, to follow the name of the file: there is no such column, or a batch is damaged
     */
    static RowClasses of(StoredFile file, String wanted, List<Batch> images) throws IOException {
        ArrowClasses classes = new ArrowClasses(wanted);
        List<Batch> batches = ArrowIndex.of(file, "the file", classes::choose).batches();
        Integers integers = classes.column;
        if (integers == null) {
            throw new IOException("it has no column " + wanted + " of integers");
        }
        long rows = images.stream().mapToLong(Batch::rows).sum();
        MemoryDemand.requireHeap("its classes", (double) Long.BYTES * rows);
        long[] numbers = new long[Math.toIntExact(rows)];
        int next = 0;
        for (int i = 0; i < images.size(); i++) {
            Batch batch = i < batches.size() ? batches.get(i) : images.get(i);
            if (i >= batches.size()
                    || batch.rows() != images.get(i).rows()
                    || batch.firstRow() != images.get(i).firstRow()) {
                throw new IOException("it is damaged: rows have no classes");
            }
            next = read(file, batch, integers, numbers, next);
        }
        return new RowClasses(numbers, classes.names);
    }

    private ArrowColumn choose(ArrowColumn.Columns columns, Schema schema) throws IOException {
        for (Integers integers : columns.integers()) {
            if (integers.column().path().equals(List.of(wanted))) {
                column = integers;
                names = names(schema);
                return integers.column();
            }
        }
        throw new IOException("it has no column " + wanted + " of integers");
    }

    private List<String> names(Schema schema) {
        for (int i = 0; i < schema.customMetadataLength(); i++) {
            KeyValue entry = schema.customMetadata(i);
            String json = entry.value();
            if (ClassNames.KEY.equals(entry.key()) && json != null) {
                return ClassNames.of(json, wanted);
            }
        }
        return List.of();
    }

    private static int read(StoredFile file, Batch batch, Integers integers, long[] numbers, int first)
            throws IOException {
        List<byte[]> validity = new ArrayList<>();
        for (Batch.Place place : batch.validity()) {
            if (place.length() > 0) {
                try (InputStream in = CompressedBatch.open(file, batch.compression(), place)) {
                    validity.add(Values.exactly(in, (batch.rows() + 7) / 8));
                }
            }
        }
        try (InputStream in = CompressedBatch.open(file, batch.compression(), batch.values())) {
            for (int row = 0; row < batch.rows(); row++) {
                long number = integer(in, integers);
                numbers[first + row] = CompressedBatch.isNull(validity, row) ? RowClasses.NONE : number;
            }
        }
        return first + batch.rows();
    }

    private static long integer(InputStream in, Integers integers) throws IOException {
        long number = 0;
        for (int i = 0; i < integers.bytes(); i++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("its classes end too early");
            }
            number |= (long) next << (Byte.SIZE * i);
        }
        int unused = Long.SIZE - Byte.SIZE * integers.bytes();
        return integers.signed() ? number << unused >> unused : number;
    }
}
