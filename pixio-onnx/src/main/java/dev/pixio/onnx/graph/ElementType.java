package dev.pixio.onnx.graph;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types in use, with their codes in {@code TensorProto.DataType}. */
public enum ElementType {
    FLOAT(1, 4, ScalarType.Float),
    UINT8(2, 1, ScalarType.Byte),
    INT32(6, 4, ScalarType.Int),
    INT64(7, 8, ScalarType.Long),
    FLOAT16(10, 2, ScalarType.Half);

    private final int code;
    private final int bytes;
    private final ScalarType scalarType;

    ElementType(int code, int bytes, ScalarType scalarType) {
        this.code = code;
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    public int code() {
        return code;
    }

    int bytes() {
        return bytes;
    }

    /** The corresponding type of libtorch. */
    ScalarType scalarType() {
        return scalarType;
    }
}
