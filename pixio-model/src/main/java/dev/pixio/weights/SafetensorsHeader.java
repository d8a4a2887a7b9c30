package dev.pixio.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a safetensors file says of itself: eight bytes with the length of a JSON object, then the object. Everything in it
 * is checked against the file before any of it is believed.
 *
 * @param metadata free text by name
 * @param entries the tensors by name, in the file's order
 * @param dataStart where the tensors' bytes begin in the file
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries, long dataStart) {

    /** The format's own limit on the header. */
    private static final long LONGEST = 100_000_000;

    /**
     * One tensor.
     *
     * @param begin its first byte, counted from the start of the data
     * @param bytes how many it has
     */
    record Entry(Dtype dtype, List<Long> shape, long begin, long bytes) {}

    static SafetensorsHeader read(FileChannel file, Path path) throws IOException {
        long size = file.size();
        if (size < 8) {
            throw new WeightsException(path + " is no safetensors file: it has only " + size + " bytes");
        }
        long length = bytes(file, 0, 8).getLong();
        if (length < 2 || length > LONGEST || length > size - 8) {
            throw new WeightsException(path + " is no safetensors file, or is cut short: its header would have "
                    + Long.toUnsignedString(length) + " bytes, the file has " + size);
        }
        String text =
                StandardCharsets.UTF_8.decode(bytes(file, 8, (int) length)).toString();
        return parse(text, 8 + length, size, path);
    }

    private static ByteBuffer bytes(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
            // A channel may return less than was asked for.
        }
        return buffer.flip();
    }

    private static SafetensorsHeader parse(String text, long dataStart, long fileSize, Path path)
            throws WeightsException {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new WeightsException(path + " has a header that is not JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw new WeightsException(path + " has a header that is not a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asString("")));
            } else {
                entries.put(field.getKey(), entry(field.getKey(), field.getValue(), fileSize - dataStart, path));
            }
        }
        return new SafetensorsHeader(metadata, entries, dataStart);
    }

    private static Entry entry(String name, JsonNode node, long dataBytes, Path path) throws WeightsException {
        Dtype dtype;
        try {
            dtype = Dtype.valueOf(node.path("dtype").asString(""));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(path + ": tensor '" + name + "' has the unknown dtype " + node.path("dtype"));
        }
        List<Long> offsets = longs(node.path("data_offsets"));
        List<Long> shape = longs(node.path("shape"));
        if (offsets.size() != 2
                || shape.size() != node.path("shape").size()
                || !node.path("shape").isArray()) {
            throw new WeightsException(path + ": tensor '" + name + "' lacks a shape or its data_offsets");
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (begin < 0 || end < begin || end > dataBytes) {
            throw new WeightsException(path + ": tensor '" + name + "' should lie at bytes " + begin + " to " + end
                    + " of " + dataBytes + "; the file is damaged or cut short");
        }
        if (byteSize(dtype, shape) != end - begin) {
            throw new WeightsException(path + ": tensor '" + name + "' of " + dtype + " " + shape + " has "
                    + (end - begin) + " bytes, which do not fill its shape");
        }
        return new Entry(dtype, List.copyOf(shape), begin, end - begin);
    }

    private static List<Long> longs(JsonNode array) {
        List<Long> values = new ArrayList<>();
        for (JsonNode node : array) {
            if (node.isIntegralNumber() && node.canConvertToLong()) {
                values.add(node.asLong());
            }
        }
        return values;
    }

    /** The size in bytes, or -1 where it is negative or does not fit a long. */
    private static long byteSize(Dtype dtype, List<Long> shape) {
        long size = dtype.bytes();
        try {
            for (long length : shape) {
                if (length < 0) {
                    return -1;
                }
                size = Math.multiplyExact(size, length);
            }
        } catch (ArithmeticException overflow) {
            return -1;
        }
        return size;
    }
}
