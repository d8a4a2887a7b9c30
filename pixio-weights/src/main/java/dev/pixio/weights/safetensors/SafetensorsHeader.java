package dev.pixio.weights.safetensors;

import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.MappedFile.Span;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: the length of a JSON object in eight bytes, then the object. All numbers are checked
 * against the size of the file before they are used. The same headers are refused as by the library of the format.
 *
 * @param metadata texts by name
 * @param entries the tensors by name, in the order of the file
 * @param dataStart offset in the file of the data of the tensors, in bytes
 */
public record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries, long dataStart) {

    /** The limit of the format for the size of the header, in bytes. */
    private static final long LONGEST = 100_000_000;

    /**
     * One tensor.
     *
     * @param begin offset of its first byte from the start of the data
     * @param bytes its size
     */
    record Entry(Dtype dtype, List<Long> shape, long begin, long bytes) {}

    /** Whether a file begins with a possible length of a header, followed by a brace or white space. */
    public static boolean startsLike(FileChannel file) throws IOException {
        ByteBuffer start = bytes(file, 9);
        return start.remaining() == 9 && fits(start.getLong(0), file.size()) && "{ \n\r\t".indexOf(start.get(8)) >= 0;
    }

    static SafetensorsHeader read(FileChannel file, Path path) throws IOException {
        long size = file.size();
        if (size < 8) {
            throw new WeightsException(path + " is not a safetensors file: it has only " + size + " bytes");
        }
        long length = bytes(file, 8).getLong();
        if (!fits(length, size)) {
            throw new WeightsException(path + " is not a safetensors file, or is truncated: its header would have "
                    + Long.toUnsignedString(length) + " bytes, the file has " + size);
        }
        HeaderJson json = HeaderJson.read(file.map(FileChannel.MapMode.READ_ONLY, 8, length), path);
        SafetensorsHeader header = new SafetensorsHeader(json.metadata(), json.entries(), 8 + length);
        header.requireFilled(size - 8 - length, path);
        return header;
    }

    private static boolean fits(long length, long size) {
        return length >= 2 && length <= LONGEST && length <= size - 8;
    }

    private static ByteBuffer bytes(FileChannel file, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, buffer.position()) >= 0) {
            // A read may return fewer bytes than requested.
        }
        return buffer.flip();
    }

    /** The location of a tensor in the file. */
    Span span(Entry entry) {
        return new Span(dataStart + entry.begin(), entry.bytes());
    }

    /** The tensors must fill the data without holes, overlaps or remaining bytes. */
    private void requireFilled(long dataBytes, Path path) throws WeightsException {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> named) -> named.getValue().begin())
                .thenComparingLong(named -> named.getValue().bytes()));
        long end = 0;
        for (Map.Entry<String, Entry> named : sorted) {
            Entry entry = named.getValue();
            if (entry.bytes() > dataBytes - entry.begin()) {
                throw new WeightsException(
                        path + ": tensor '" + named.getKey() + "' should lie at bytes " + entry.begin()
                                + " to " + (entry.begin() + entry.bytes()) + " of " + dataBytes
                                + "; the file is damaged or truncated");
            }
            if (entry.begin() != end) {
                throw new WeightsException(path + ": tensor '" + named.getKey() + "' begins at byte " + entry.begin()
                        + " where the previous tensor ends at " + end
                        + "; the format allows neither holes nor overlaps");
            }
            end += entry.bytes();
        }
        if (end != dataBytes) {
            throw new WeightsException(path + " has " + dataBytes + " bytes of data, but its tensors have " + end);
        }
    }
}
