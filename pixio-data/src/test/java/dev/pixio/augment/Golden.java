package dev.pixio.augment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Golden files as {@code tools/reference/crop_golden.py} writes them. */
public final class Golden {

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode header;
    private final ByteBuffer data;

    private Golden(JsonNode header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    /** A safetensors file: the length of a JSON header, the header, the tensors. */
    static Golden tensors(String name) {
        ByteBuffer file = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(file.getLong());
        byte[] header = new byte[length];
        file.get(header);
        return new Golden(JSON.readTree(header), file.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    static JsonNode json(String name) {
        return JSON.readTree(bytes(name));
    }

    static byte[] bytes(String name) {
        try (InputStream stream = Golden.class.getResourceAsStream("/golden/crop/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("no golden file " + name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read golden file " + name, e);
        }
    }

    boolean has(String tensor) {
        return header.has(tensor);
    }

    int size(String tensor, int dimension) {
        return header.get(tensor).get("shape").get(dimension).intValue();
    }

    /** One value of an int64 tensor. */
    int number(String tensor, int index) {
        return Math.toIntExact(data.getLong(offset(tensor) + 8 * index));
    }

    /** One value of a uint8 tensor. */
    int value(String tensor, int index) {
        return Byte.toUnsignedInt(data.get(offset(tensor) + index));
    }

    /** One value of a float32 tensor. */
    float real(String tensor, int index) {
        return data.getFloat(offset(tensor) + 4 * index);
    }

    private int offset(String tensor) {
        return header.get(tensor).get("data_offsets").get(0).intValue();
    }
}
