package dev.pixio.onnx.export;

import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.OnnxTokens;

/**
 * How far an exported encoder is from the one it was made of, over all tokens that were compared.
 *
 * @param largest difference of two numbers
 * @param rms root of the mean square of the encoder's own numbers
 * @param cosineDistance the largest of a token or of pooled features: 1 less the cosine between both
 */
public record Difference(double largest, double rms, double cosineDistance) {

    /**
     * The largest difference that single precision may have. Of tokens before the final norm it is so much of their
     * {@link #rms}, if that is above 1: they can be in the hundreds, where a float has no such digits.
     */
    public static final double MAX_FP32_DIFFERENCE = 1e-4;

    /** The cosine distance that half precision may have: its numbers have 11 bits, and are rounded in each operation. */
    public static final double MAX_FP16_COSINE_DISTANCE = 1e-3;

    /** Whether an export with this difference may be given away. A number that is none never is. */
    boolean isSmallEnough(ExportOptions.Numbers numbers, EncoderMetadata.Norm norm) {
        return numbers == ExportOptions.Numbers.FP32
                ? largest <= maxFp32Difference(norm)
                : cosineDistance <= MAX_FP16_COSINE_DISTANCE;
    }

    /** The largest difference that single precision may have here: absolute after the norm, relative before it. */
    public double maxFp32Difference(EncoderMetadata.Norm norm) {
        return norm == EncoderMetadata.Norm.AFTER ? MAX_FP32_DIFFERENCE : MAX_FP32_DIFFERENCE * Math.max(1, rms);
    }

    /**
     * Of the same images.
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
            throw new IllegalArgumentException(exported.length + " numbers instead of " + expected.length);
        }
        double largest = 0;
        double squares = 0;
        double distance = 0;
        for (int from = 0; from < expected.length; from += dimension) {
            double product = 0;
            double left = 0;
            double right = 0;
            for (int i = from; i < from + dimension; i++) {
                double a = expected[i];
                double b = exported[i];
                largest = worse(largest, Math.abs(a - b));
                product += a * b;
                left += a * a;
                right += b * b;
            }
            squares += left;
            distance = worse(distance, 1 - product / Math.sqrt(left * right));
        }
        return new Difference(largest, Math.sqrt(squares / expected.length), distance);
    }

    /** The worse of each. */
    Difference and(Difference other) {
        return new Difference(
                worse(largest, other.largest), Math.max(rms, other.rms), worse(cosineDistance, other.cosineDistance));
    }

    /** NaN is worse than anything, which a comparison alone would not say. */
    private static double worse(double a, double b) {
        return Math.max(a, b);
    }
}
