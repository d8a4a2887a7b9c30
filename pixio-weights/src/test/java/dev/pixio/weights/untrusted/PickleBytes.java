package dev.pixio.weights.untrusted;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, including invalid ones. */
public final class PickleBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins a pickle of protocol 2, as torch.save does. */
    public static PickleBytes start() {
        return new PickleBytes().op(0x80, 2);
    }

    static PickleBytes raw() {
        return new PickleBytes();
    }

    public PickleBytes op(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    public PickleBytes op(char opcode) {
        return op((int) opcode);
    }

    PickleBytes times(int count, int... bytes) {
        for (int i = 0; i < count; i++) {
            op(bytes);
        }
        return this;
    }

    public PickleBytes bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    PickleBytes line(String text) {
        return bytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** BINUNICODE. */
    public PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op('X').little(4, utf8.length).bytes(utf8);
    }

    /** LONG1 of eight bytes. */
    PickleBytes number(long value) {
        return op(0x8a, 8).little(8, value);
    }

    PickleBytes numbers(long... values) {
        op('(');
        for (long value : values) {
            number(value);
        }
        return op('t');
    }

    PickleBytes little(int length, long value) {
        byte[] eight = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        out.write(eight, 0, length);
        return this;
    }

    PickleBytes global(String module, String name) {
        return op('c').line(module).line(name);
    }

    PickleBytes stackGlobal(String module, String name) {
        return text(module).text(name).op(0x93);
    }

    /** A persistent id as torch.save writes it. */
    public PickleBytes storage(String type, String key, long elements) {
        return op('(').text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .number(elements)
                .op('t')
                .op('Q');
    }

    public PickleBytes rebuildStart() {
        return global("torch._utils", "_rebuild_tensor_v2").op('(');
    }

    public PickleBytes rebuildEnd(long offset, long[] shape, long[] strides) {
        return number(offset)
                .numbers(shape)
                .numbers(strides)
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(')')
                .op('R')
                .op('t')
                .op('R');
    }

    /** A float tensor of the storage 0 with the given number of elements. */
    PickleBytes tensor(long elements, long offset, long[] shape, long[] strides) {
        return rebuildStart().storage("FloatStorage", "0", elements).rebuildEnd(offset, shape, strides);
    }

    public byte[] stop() {
        return op('.').out.toByteArray();
    }

    /** A pickle of a dict {@code {name: tensor}} with two floats. */
    static byte[] valid() {
        return start().op('}')
                .text("weight")
                .tensor(2, 0, new long[] {2}, new long[] {1})
                .op('s')
                .stop();
    }
}
