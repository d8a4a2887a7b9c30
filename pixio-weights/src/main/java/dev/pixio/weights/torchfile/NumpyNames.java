package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.Buildable;
import dev.pixio.weights.pickle.Bytes;
import dev.pixio.weights.pickle.Constructor;
import dev.pixio.weights.pickle.PickleException;
import dev.pixio.weights.pickle.Tuple;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names in pickles of NumPy scalars and arrays, which scripts save among their settings. */
final class NumpyNames {

    private NumpyNames() {}

    /** By qualified name. */
    static Map<String, Constructor> constructors() {
        Map<String, Constructor> constructors = new HashMap<>();
        constructors.put("numpy.dtype", NumpyNames::type);
        constructors.put("numpy.ndarray", arguments -> new Values());
        for (String core : List.of("numpy.core.", "numpy._core.")) {
            constructors.put(core + "multiarray.scalar", NumpyNames::scalar);
            constructors.put(core + "multiarray._reconstruct", arguments -> new Values());
            constructors.put(core + "numeric._frombuffer", NumpyNames::fromBuffer);
        }
        return Map.copyOf(constructors);
    }

    /** A dtype of NumPy: the size and the byte order of a number. */
    static final class Type implements Buildable {
        private final String code;
        private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

        Type(String code) {
            this.code = code;
        }

        /** {@code (version, byte order, ...)}. */
        @Override
        public void build(Object state) {
            if (state instanceof Tuple tuple
                    && tuple.items().size() > 1
                    && ">".equals(tuple.items().get(1))) {
                order = ByteOrder.BIG_ENDIAN;
            }
        }

        int bytes() {
            return switch (code) {
                case "b1", "i1", "u1" -> 1;
                case "i2", "u2" -> 2;
                case "i4", "u4", "f4" -> 4;
                case "i8", "u8", "f8" -> 8;
                default -> 0; // half precision, strings, objects: not needed for settings
            };
        }

        Object number(ByteBuffer buffer) {
            ByteBuffer bytes = buffer.order(order);
            return switch (code) {
                case "b1" -> bytes.get() != 0;
                case "i1" -> (long) bytes.get();
                case "u1" -> (long) Byte.toUnsignedInt(bytes.get());
                case "i2" -> (long) bytes.getShort();
                case "u2" -> (long) Short.toUnsignedInt(bytes.getShort());
                case "i4" -> (long) bytes.getInt();
                case "u4" -> Integer.toUnsignedLong(bytes.getInt());
                case "f4" -> (double) bytes.getFloat();
                case "f8" -> bytes.getDouble();
                default -> bytes.getLong();
            };
        }
    }

    /** An array. Its numbers are decoded on demand, so that many arrays of the same bytes need no memory. */
    static final class Values implements Buildable {
        private Type type = new Type("");
        private Bytes content = new Bytes(new byte[0]);

        /** {@code (version, shape, dtype, Fortran order, bytes)}. */
        @Override
        public void build(Object state) {
            if (state instanceof Tuple tuple
                    && tuple.items().size() == 5
                    && tuple.items().get(2) instanceof Type given
                    && tuple.items().get(4) instanceof Bytes bytes) {
                type = given;
                content = bytes;
            }
        }

        /** The first numbers, in the order of memory; empty for other dtypes than numbers. */
        List<Object> first(int count) {
            List<Object> numbers = new ArrayList<>();
            ByteBuffer bytes = ByteBuffer.wrap(content.content());
            while (type.bytes() > 0 && bytes.remaining() >= type.bytes() && numbers.size() < count) {
                numbers.add(type.number(bytes));
            }
            return numbers;
        }
    }

    private static Object type(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof String code)) {
            throw new PickleException("has a dtype of NumPy without a name");
        }
        return new Type(code);
    }

    /** {@code (type, bytes)}. */
    private static Object scalar(List<Object> arguments) throws PickleException {
        if (arguments.size() != 2
                || !(arguments.get(0) instanceof Type type)
                || !(arguments.get(1) instanceof Bytes bytes)) {
            throw new PickleException("has a number of NumPy without a type or bytes");
        }
        if (type.bytes() == 0 || bytes.content().length != type.bytes()) {
            return new Values(); // a string or an object: read, but without a value
        }
        return type.number(ByteBuffer.wrap(bytes.content()));
    }

    /** {@code (bytes, type, shape, order)}, as protocol 5 writes arrays. */
    private static Object fromBuffer(List<Object> arguments) throws PickleException {
        if (arguments.size() != 4
                || !(arguments.get(0) instanceof Bytes bytes)
                || !(arguments.get(1) instanceof Type type)) {
            throw new PickleException("has an array of NumPy without bytes or a type");
        }
        Values values = new Values();
        values.type = type;
        values.content = bytes;
        return values;
    }
}
