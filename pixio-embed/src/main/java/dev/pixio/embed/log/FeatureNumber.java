package dev.pixio.embed.log;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The number format of stored features. */
public enum FeatureNumber {
    /** 32 bits. */
    FP32(Float.BYTES) {
        @Override
        public void put(ByteBuffer to, float value) {
            to.putFloat(value);
        }

        @Override
        public float get(ByteBuffer from) {
            return from.getFloat();
        }
    },
    /** 16 bits, IEEE 754 half precision: about three significant digits, at most 65504. */
    FP16(Short.BYTES) {
        @Override
        public void put(ByteBuffer to, float value) {
            to.putShort(half(value));
        }

        @Override
        public float get(ByteBuffer from) {
            return single(from.getShort());
        }
    };

    private static final int LARGEST_THAT_ROUNDS_DOWN = 0x477fefff; // just under 65520
    private static final int SMALLEST_NORMAL = 0x38800000; // 2^-14
    private static final float SUBNORMAL_STEP = 0x1p-24f;
    private static final int INFINITY = 0x7f800000;

    private final int bytes;

    FeatureNumber(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per number. */
    int bytes() {
        return bytes;
    }

    /**
     * Writes a number.
     *
     * @throws IllegalArgumentException if it is too large for the format
     */
    public abstract void put(ByteBuffer to, float value);

    /** Reads a number. */
    public abstract float get(ByteBuffer from);

    /**
     * The number format with the given name.
     *
     * @param name {@code fp32} or {@code fp16}
     * @throws IllegalArgumentException for any other name
     */
    public static FeatureNumber named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "fp32" -> FP32;
            case "fp16" -> FP16;
            default -> throw new IllegalArgumentException("unknown number format '" + name + "'; choose fp32 or fp16");
        };
    }

    /** The name in options and files: {@code fp32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Rounds to the nearest half, ties to even; Java has a method for this from version 20 on. */
    private static short half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude >= INFINITY) {
            return (short) (sign | (magnitude == INFINITY ? 0x7c00 : 0x7e00));
        }
        if (magnitude > LARGEST_THAT_ROUNDS_DOWN) {
            throw new IllegalArgumentException("the feature " + value + " is too large for fp16: use fp32");
        }
        if (magnitude < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) / SUBNORMAL_STEP));
        }
        int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
        return (short) (sign | ((rounded - 0x38000000) >>> 13));
    }

    private static float single(short half) {
        float sign = half < 0 ? -1 : 1;
        int exponent = (half >>> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            return sign * mantissa * SUBNORMAL_STEP;
        }
        int wide = exponent == 0x1f ? 0xff : exponent + 112;
        return sign * Float.intBitsToFloat((wide << 23) | (mantissa << 13));
    }
}
