package dev.pixio.table.arrow;

import dev.pixio.io.FailureReason;
import dev.pixio.table.arrow.ArrowColumn.Slot;
import dev.pixio.table.arrow.Batch.Place;
import dev.pixio.table.column.FileRange;
import dev.pixio.table.column.ImageColumn;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.Values;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the record batches of a file, from message to message; their bytes are not read. */
final class ArrowIndex {

    private static final byte[] MAGIC = "ARROW1\0\0".getBytes(StandardCharsets.US_ASCII);

    /** Begins a message, since Arrow 0.15. */
    private static final int CONTINUATION = -1;

    private static final int LARGEST_METADATA = 256 << 20;

    /** Rows of a compressed batch, whose offsets are kept in memory while it is read; more are not believed. */
    private static final int MOST_COMPRESSED = 1 << 22;

    private final List<Batch> batches = new ArrayList<>();
    private final Chooser chooser;
    private @Nullable ArrowColumn column;
    private long rows;
    private String damage = "";

    private ArrowIndex(Chooser chooser) {
        this.chooser = chooser;
    }

    /** Chooses the column that is read. */
    interface Chooser {

        /** The column among those of a file; an exception says in one line that there is none. */
        ArrowColumn choose(ArrowColumn.Columns columns, Schema schema) throws IOException;
    }

    /** A choice of a column that fails, which says nothing of the file's format. */
    private static final class ColumnException extends IOException {

        private static final long serialVersionUID = 1;

        ColumnException(IOException reason) {
            super(reason.getMessage(), reason);
        }
    }

    /**
     * Reads the messages up to the last, or to the place where they are damaged.
     *
     * @throws IOException in one line: it is no Arrow file, or has no such column
     */
    static ArrowIndex of(StoredFile file, Optional<String> wanted, String location) throws IOException {
        return of(
                file,
                location,
                (columns, schema) -> columns.binary()
                        .get(ImageColumn.choose(
                                        columns.candidates(), columns.names(), columns.unread(), wanted, location)
                                .number()));
    }

    /** As {@link #of(StoredFile, Optional, String)}, of a column of any kind. */
    static ArrowIndex of(StoredFile file, String location, Chooser chooser) throws IOException {
        ArrowIndex index = new ArrowIndex(chooser);
        try {
            index.read(file);
        } catch (ColumnException e) {
            throw new IOException(e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e; // says nothing of the content
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // Bytes that are no message ask for places outside of it, for any amount of memory, or for types in
            // themselves.
            String reason = e instanceof EOFException || !(e instanceof IOException io)
                    ? e instanceof EOFException ? "it ends within a batch" : "a message in it is not valid"
                    : FailureReason.of(io);
            if (index.column == null) {
                throw new IOException(location + " is not an Arrow file: " + reason, e);
            }
            index.damage = reason;
        }
        if (index.column == null) {
            throw new IOException(location + " is not an Arrow file: it has no schema");
        }
        return index;
    }

    List<Batch> batches() {
        return batches;
    }

    /** The name of the column. */
    String column() {
        return column == null ? "" : ImageColumn.of(column.path(), 0).name();
    }

    int offsetBytes() {
        return column == null ? Integer.BYTES : column.offsetBytes();
    }

    /** Why batches are missing; empty if none is. */
    String damage() {
        return damage;
    }

    private void read(StoredFile file) throws IOException {
        long end = file.size();
        long position = startOfMessages(file, end);
        while (position < end) {
            FileRange in = file.range(position, end);
            int size = Values.littleEndian(in);
            if (size == CONTINUATION) {
                size = Values.littleEndian(in);
            }
            if (size == 0) {
                return; // the end of the stream
            }
            if (size < 0 || size > LARGEST_METADATA) {
                throw new IOException("a message has " + size + " bytes");
            }
            Message message = Message.getRootAsMessage(ByteBuffer.wrap(Values.exactly(in, size)));
            long body = in.position();
            if (message.bodyLength() < 0 || message.bodyLength() > end - body) {
                throw new EOFException();
            }
            add(message, body);
            position = body + message.bodyLength();
        }
    }

    /** After the magic number of a file; a stream has none. */
    private static long startOfMessages(StoredFile file, long end) throws IOException {
        byte[] start = file.range(0, end).readNBytes(MAGIC.length);
        return Arrays.equals(start, 0, Math.min(start.length, 6), MAGIC, 0, 6) ? MAGIC.length : 0;
    }

    private void add(Message message, long body) throws IOException {
        if (message.headerType() == MessageHeader.Schema && column == null) {
            if (message.header(new Schema()) instanceof Schema schema) {
                column = column(schema);
            }
        } else if (message.headerType() == MessageHeader.RecordBatch && column != null) {
            if (message.header(new RecordBatch()) instanceof RecordBatch batch) {
                add(batch, column, body, message.bodyLength());
            }
        }
    }

    private ArrowColumn column(Schema schema) throws IOException {
        if (schema.endianness() != Endianness.Little) {
            throw new IOException("its numbers have the highest byte first");
        }
        ArrowColumn.Columns columns = ArrowColumn.of(schema);
        try {
            return chooser.choose(columns, schema);
        } catch (IOException e) {
            throw new ColumnException(e);
        }
    }

    private void add(RecordBatch batch, ArrowColumn images, long body, long length) throws IOException {
        long count = batch.length();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new IOException(String.format(Locale.ROOT, "a batch of %,d rows", count));
        }
        if (count > 0) {
            Place offsets = place(batch, images.offsets(), body, length);
            requireRows(batch, offsets, images.offsetBytes());
            List<Place> validity = new ArrayList<>();
            for (Slot slot : images.validity()) {
                validity.add(place(batch, slot, body, length));
            }
            batches.add(new Batch(
                    rows,
                    (int) count,
                    validity,
                    offsets,
                    place(batch, images.values(), body, length),
                    compression(batch)));
        }
        rows += count;
    }

    /** A number of rows is believed only as far as the batch has places for them. */
    private static void requireRows(RecordBatch batch, Place offsets, int offsetBytes) throws IOException {
        long most = compression(batch) == Batch.Compression.NONE && offsetBytes > 0
                ? offsets.length() / offsetBytes - 1
                : MOST_COMPRESSED;
        if (batch.length() > most) {
            throw new IOException(String.format(
                    Locale.ROOT, "a batch declares %,d rows, and at most %,d are possible", batch.length(), most));
        }
    }

    private static Batch.Compression compression(RecordBatch batch) throws IOException {
        BodyCompression compression = batch.compression();
        if (compression == null) {
            return Batch.Compression.NONE;
        }
        return switch (compression.codec()) {
            case CompressionType.LZ4_FRAME -> Batch.Compression.LZ4;
            case CompressionType.ZSTD -> Batch.Compression.ZSTD;
            default -> throw new IOException("a batch is compressed in a way that is not known");
        };
    }

    private static Place place(RecordBatch batch, Slot slot, long body, long length) throws IOException {
        long number = slot.number();
        for (int view = 0; view < slot.views(); view++) {
            number += batch.variadicBufferCounts(view);
        }
        if (number < 0 || number >= batch.buffersLength()) {
            throw new IOException("a batch has " + batch.buffersLength() + " buffers");
        }
        Buffer buffer = batch.buffers((int) number);
        if (buffer.offset() < 0 || buffer.length() < 0 || buffer.offset() > length - buffer.length()) {
            throw new IOException("a buffer ends after its batch");
        }
        return new Place(body + buffer.offset(), buffer.length());
    }
}
