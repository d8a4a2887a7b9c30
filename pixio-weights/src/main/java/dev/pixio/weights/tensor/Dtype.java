package dev.pixio.weights.tensor;

import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The dtypes of safetensors that libtorch supports, under their names in safetensors. */
public enum Dtype {
    F64(ScalarType.Double, 8, "float64", "DoubleStorage"),
    F32(ScalarType.Float, 4, "float32", "FloatStorage"),
    F16(ScalarType.Half, 2, "float16", "HalfStorage"),
    BF16(ScalarType.BFloat16, 2, "bfloat16", "BFloat16Storage"),
    F8_E4M3(ScalarType.Float8_e4m3fn, 1, "float8_e4m3fn", ""),
    F8_E5M2(ScalarType.Float8_e5m2, 1, "float8_e5m2", ""),
    F8_E4M3FNUZ(ScalarType.Float8_e4m3fnuz, 1, "float8_e4m3fnuz", ""),
    F8_E5M2FNUZ(ScalarType.Float8_e5m2fnuz, 1, "float8_e5m2fnuz", ""),
    F8_E8M0(ScalarType.Float8_e8m0fnu, 1, "float8_e8m0fnu", ""),
    C64(ScalarType.ComplexFloat, 8, "complex64", "ComplexFloatStorage"),
    I64(ScalarType.Long, 8, "int64", "LongStorage"),
    I32(ScalarType.Int, 4, "int32", "IntStorage"),
    I16(ScalarType.Short, 2, "int16", "ShortStorage"),
    I8(ScalarType.Char, 1, "int8", "CharStorage"),
    U64(ScalarType.UInt64, 8, "uint64", ""),
    U32(ScalarType.UInt32, 4, "uint32", ""),
    U16(ScalarType.UInt16, 2, "uint16", ""),
    U8(ScalarType.Byte, 1, "uint8", "ByteStorage"),
    BOOL(ScalarType.Bool, 1, "bool", "BoolStorage");

    private final ScalarType scalarType;
    private final int bytes;
    private final String torchName;
    private final String storage;

    /** @param storage the class of its storage in torch; empty for newer dtypes, which have none */
    Dtype(ScalarType scalarType, int bytes, String torchName, String storage) {
        this.scalarType = scalarType;
        this.bytes = bytes;
        this.torchName = torchName;
        this.storage = storage;
    }

    public static Dtype of(ScalarType scalarType) {
        for (Dtype dtype : values()) {
            if (dtype.scalarType == scalarType.intern()) {
                return dtype;
            }
        }
        throw new IllegalArgumentException("safetensors has no dtype for " + scalarType.intern());
    }

    /** Finds a dtype by its name in safetensors. */
    public static Optional<Dtype> named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }

    ScalarType scalarType() {
        return scalarType;
    }

    public int bytes() {
        return bytes;
    }

    /** The name in torch, such as {@code float32}. */
    public String torchName() {
        return torchName;
    }

    /** The name of the storage class in torch, such as {@code FloatStorage}; empty if there is none. */
    public String storage() {
        return storage;
    }

    /**
     * The size of a dense tensor in bytes.
     *
     * @return negative if a length is negative or the product of the nonzero lengths exceeds a long
     */
    public long byteSize(Iterable<Long> shape) {
        long size = bytes;
        boolean empty = false;
        try {
            for (long length : shape) {
                if (length < 0) {
                    return -1;
                }
                empty |= length == 0;
                size = Math.multiplyExact(size, Math.max(1, length));
            }
        } catch (ArithmeticException overflow) {
            return -1;
        }
        return empty ? 0 : size;
    }
}
