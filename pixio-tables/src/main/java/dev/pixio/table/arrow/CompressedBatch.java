package dev.pixio.table.arrow;

import com.github.luben.zstd.ZstdInputStream;
import dev.pixio.data.forward.Chunk;
import dev.pixio.table.arrow.Batch.Place;
import dev.pixio.table.column.ChunkRows;
import dev.pixio.table.column.FileRange;
import dev.pixio.table.column.RowReasons;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.TableFile;
import dev.pixio.table.column.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * A batch that is compressed: all values are read forwards into a chunk.
 *
 * @param batch that is compressed
 * @param offsetBytes of an offset, 4 or 8
 * @param maxBytes largest permitted size of an image
 */
record CompressedBatch(Batch batch, int offsetBytes, long maxBytes) {

    /** The images of all rows; those that cannot be read have their reason in the chunk. */
    Chunk read(TableFile file) {
        Chunk chunk = Chunk.temporary();
        ChunkRows.fill(file, chunk, batch.rows(), this::copy);
        return chunk;
    }

    private void copy(StoredFile file, Chunk chunk) throws IOException {
        List<byte[]> validity = new ArrayList<>();
        for (Place place : batch.validity()) {
            validity.add(place.length() == 0 ? new byte[0] : bytes(file, place, (batch.rows() + 7) / 8));
        }
        ByteBuffer offsets = ByteBuffer.wrap(bytes(file, batch.offsets(), (batch.rows() + 1) * offsetBytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        try (InputStream values = open(file, batch.compression(), batch.values())) {
            long position = 0;
            for (int row = 0; row < batch.rows(); row++) {
                if (isNull(validity, row)) {
                    chunk.addUnreadable(RowReasons.NO_IMAGE);
                    continue;
                }
                long start = offset(offsets, row);
                long end = offset(offsets, row + 1);
                if (start < position || end < start) {
                    throw new IOException("the values of a batch are not in order");
                }
                values.skipNBytes(start - position);
                Values.copy(values, end - start, maxBytes, chunk);
                position = end;
            }
        }
    }

    static boolean isNull(List<byte[]> validity, int row) {
        return validity.stream().anyMatch(bits -> bits.length > 0 && ((bits[row >>> 3] >>> (row & 7)) & 1) == 0);
    }

    private long offset(ByteBuffer offsets, int row) {
        return offsetBytes == Integer.BYTES ? offsets.getInt(4 * row) : offsets.getLong(8 * row);
    }

    private byte[] bytes(StoredFile file, Place place, int count) throws IOException {
        try (InputStream in = open(file, batch.compression(), place)) {
            return Values.exactly(in, count);
        }
    }

    /** The bytes of a buffer. Compressed ones begin with their length without compression, or with -1 if they are not compressed. */
    static InputStream open(StoredFile file, Batch.Compression compression, Place place) throws IOException {
        FileRange stored = file.range(place.offset(), place.offset() + place.length());
        if (place.length() == 0 || compression == Batch.Compression.NONE) {
            return stored;
        }
        long length = ByteBuffer.wrap(Values.exactly(stored, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length == -1) {
            return stored;
        }
        return compression == Batch.Compression.LZ4
                ? new FramedLZ4CompressorInputStream(stored)
                : new ZstdInputStream(stored);
    }
}
