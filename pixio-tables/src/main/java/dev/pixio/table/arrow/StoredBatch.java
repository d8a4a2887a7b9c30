package dev.pixio.table.arrow;

import dev.pixio.data.forward.Reasons;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.table.arrow.Batch.Place;
import dev.pixio.table.column.RowReasons;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A batch that is not compressed: a value is read from its place.
 *
 * @param batch that is not compressed
 * @param offsetBytes of an offset, 4 or 8
 */
record StoredBatch(Batch batch, int offsetBytes) {

    byte[] read(StoredFile file, int row, long maxBytes) throws IOException {
        for (Place place : batch.validity()) {
            if (place.length() > 0 && !isSet(file, place, row)) {
                throw new ImageReadException(RowReasons.NO_IMAGE);
            }
        }
        long at = (long) row * offsetBytes;
        ByteBuffer offsets = ByteBuffer.wrap(bytes(file, batch.offsets(), at, 2 * offsetBytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        long start = offsetBytes == Integer.BYTES ? offsets.getInt() : offsets.getLong();
        long end = offsetBytes == Integer.BYTES ? offsets.getInt() : offsets.getLong();
        if (start < 0 || end < start || end > batch.values().length()) {
            throw new ImageReadException(RowReasons.DAMAGED);
        }
        if (end - start > maxBytes) {
            throw new ImageReadException(Reasons.tooLarge(end - start, maxBytes));
        }
        int size = (int) (end - start);
        ImageFormat.of(ByteBuffer.wrap(bytes(
                file, batch.values(), start, Math.min(size, ImageFormat.PROBE_BYTES)))); // before memory is allocated
        return bytes(file, batch.values(), start, size);
    }

    private static boolean isSet(StoredFile file, Place place, int row) throws IOException {
        return ((bytes(file, place, row >>> 3, 1)[0] >>> (row & 7)) & 1) == 1;
    }

    private static byte[] bytes(StoredFile file, Place place, long at, int count) throws IOException {
        if (at < 0 || at > place.length() - count) {
            throw new ImageReadException(RowReasons.DAMAGED);
        }
        long start = place.offset() + at;
        return Values.exactly(file.range(start, start + count), count);
    }
}
