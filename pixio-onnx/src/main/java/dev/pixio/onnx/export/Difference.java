package dev.pixio.onnx.export;

import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.OnnxTokens;

/**
 * The difference between the outputs of an exported encoder and those of the original, over all compared tokens.
 *
 * @param largest absolute difference of two values
 * @param rms root mean square of the original's values
 * @param cosineDistance the largest cosine distance (1 - cosine similarity) of a token or of pooled features
 */
public record Difference(double largest, double rms, double cosineDistance) {

    /**
     * The largest allowed difference in single precision. For tokens before the final norm it is relative to their
     * {@link #rms}, if that is above 1: they can be in the hundreds, where a float is not that precise.
     */
    public static final double MAX_FP32_DIFFERENCE = 1e-4;

    /**
     * The largest allowed cosine distance in half precision, whose values have 11 significant bits and are rounded in
     * each operation.
     */
    public static final double MAX_FP16_COSINE_DISTANCE = 1e-3;

    /** The largest allowed cosine distance with linear layers of 8 bits: beyond it an export is of no use. */
    public static final double MAX_INT8_COSINE_DISTANCE = 0.1;

    /** Whether an export with this difference is accepted. NaN never is. */
    boolean isSmallEnough(ExportOptions.Numbers numbers, EncoderMetadata.Norm norm) {
        return switch (numbers) {
            case FP32 -> largest <= maxFp32Difference(norm);
            case FP16 -> cosineDistance <= MAX_FP16_COSINE_DISTANCE;
            case INT8 -> cosineDistance <= MAX_INT8_COSINE_DISTANCE;
        };
    }

    /** The largest allowed difference in single precision: absolute after the norm, relative before it. */
    public double maxFp32Difference(EncoderMetadata.Norm norm) {
        return norm == EncoderMetadata.Norm.AFTER ? MAX_FP32_DIFFERENCE : MAX_FP32_DIFFERENCE * Math.max(1, rms);
    }

    /**
     * Compares the outputs for the same images.
     *
     * @param dimension of a token
     */
    static Difference of(OnnxTokens expected, OnnxTokens exported, int dimension) {
        return of(expected.classTokens(), exported.classTokens(), dimension)
                .and(of(expected.patchTokens(), exported.patchTokens(), dimension))
                .and(of(expected.pooled(), exported.pooled(), dimension));
    }

    private static Difference of(float[] expected, float[] exported, int dimension) {
        if (expected.length != exported.length) {
            throw new IllegalArgumentException(exported.length + " values instead of " + expected.length);
        }
        double largest = 0;
        double squares = 0;
        double distance = 0;
        for (int from = 0; from < expected.length; from += dimension) {
            double product = 0;
            double expectedSquares = 0;
            double exportedSquares = 0;
            for (int i = from; i < from + dimension; i++) {
                double a = expected[i];
                double b = exported[i];
                largest = max(largest, Math.abs(a - b));
                product += a * b;
                expectedSquares += a * a;
                exportedSquares += b * b;
            }
            squares += expectedSquares;
            distance = max(distance, 1 - product / Math.sqrt(expectedSquares * exportedSquares));
        }
        return new Difference(largest, Math.sqrt(squares / expected.length), distance);
    }

    /** The larger value of each. */
    Difference and(Difference other) {
        return new Difference(
                max(largest, other.largest), Math.max(rms, other.rms), max(cosineDistance, other.cosineDistance));
    }

    /** The maximum, or NaN if one of both is NaN; a comparison by {@code >} would ignore it. */
    private static double max(double a, double b) {
        return Math.max(a, b);
    }
}
