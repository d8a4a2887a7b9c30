package dev.pixio.monitor.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads event files and verifies their checksums; supports the fields that the listener writes. */
final class EventReader {

    private EventReader() {}

    /**
     * One value of one event.
     *
     * @param step of the event
     * @param tag of the value, or {@code version} or {@code start} for other events
     * @param value a Float, a String, or the bytes of an image
     */
    record LoggedValue(long step, String tag, Object value) {}

    /** Values of all files of a folder, sorted by name, as TensorBoard reads them. */
    static List<LoggedValue> folder(Path folder) throws IOException {
        List<LoggedValue> values = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                values.addAll(file(file));
            }
        }
        return values;
    }

    static List<LoggedValue> file(Path path) throws IOException {
        List<LoggedValue> values = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        while (file.hasRemaining()) {
            ByteBuffer length = checked(file, Long.BYTES);
            addEvent(values, fields(checked(file, Math.toIntExact(length.getLong()))));
        }
        return values;
    }

    private static ByteBuffer checked(ByteBuffer file, int length) {
        byte[] data = new byte[length];
        file.get(data);
        CRC32C crc = new CRC32C();
        crc.update(data);
        long rotated = ((crc.getValue() >>> 15) | (crc.getValue() << 17)) & 0xFFFFFFFFL;
        assertThat(file.getInt()).isEqualTo((int) (rotated + 0xA282EAD8L));
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void addEvent(List<LoggedValue> values, Map<Integer, List<Object>> event) {
        assertThat((Double) one(event, 1)).isBetween(1.7e9, 1e10);
        long step = event.containsKey(2) ? (Long) one(event, 2) : 0;
        if (event.containsKey(3)) {
            values.add(new LoggedValue(step, "version", text(one(event, 3))));
        }
        if (event.containsKey(7)) {
            assertThat(message(event, 7)).isEqualTo(Map.of(1, List.of(1L)));
            values.add(new LoggedValue(step, "start", ""));
        }
        if (event.containsKey(5)) {
            for (Object value : Objects.requireNonNull(message(event, 5).get(1))) {
                values.add(value(step, fields((ByteBuffer) value)));
            }
        }
    }

    private static LoggedValue value(long step, Map<Integer, List<Object>> value) {
        String tag = text(one(value, 1));
        if (value.containsKey(2)) {
            return new LoggedValue(step, tag, one(value, 2));
        }
        if (value.containsKey(4)) {
            Map<Integer, List<Object>> image = message(value, 4);
            byte[] png = bytes(one(image, 4));
            return new LoggedValue(step, tag + " " + one(image, 2) + "x" + one(image, 1), png);
        }
        return new LoggedValue(step, tag, text(one(message(value, 8), 8)));
    }

    private static Object one(Map<Integer, List<Object>> message, int field) {
        return Objects.requireNonNull(message.get(field)).get(0);
    }

    private static Map<Integer, List<Object>> message(Map<Integer, List<Object>> message, int field) {
        return fields((ByteBuffer) one(message, field));
    }

    /** Decodes a protobuf message: the values of each field, in order. */
    private static Map<Integer, List<Object>> fields(ByteBuffer message) {
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        while (message.hasRemaining()) {
            int key = (int) varint(message);
            Object value = switch (key & 7) {
                case 0 -> varint(message);
                case 1 -> message.getDouble();
                case 5 -> message.getFloat();
                case 2 -> slice(message);
                default -> throw new AssertionError("wire type " + (key & 7));
            };
            fields.computeIfAbsent(key >> 3, field -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static ByteBuffer slice(ByteBuffer message) {
        int length = (int) varint(message);
        ByteBuffer slice = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + length);
        return slice;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(Object slice) {
        byte[] bytes = new byte[((ByteBuffer) slice).remaining()];
        ((ByteBuffer) slice).duplicate().get(bytes);
        return bytes;
    }

    private static String text(Object slice) {
        return new String(bytes(slice), StandardCharsets.UTF_8);
    }
}
