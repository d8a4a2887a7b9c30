package dev.pixio.precision;

import dev.pixio.torch.Precision;
import java.util.Locale;

/**
 * How fast a workload ran in each precision.
 *
 * @param fp32 floating-point operations per second
 * @param bf16 floating-point operations per second; 0 on a processor without instructions for it, where it is not measured
 */
public record PrecisionRates(double fp32, double bf16) {

    /** bf16 must be this much faster to be chosen, since fp32 is more exact, and a measurement has an error. */
    private static final double MARGIN = 1.03;

    public PrecisionRates {
        if (!(fp32 > 0 && bf16 >= 0 && Double.isFinite(fp32) && Double.isFinite(bf16))) {
            throw new IllegalArgumentException("rates must be positive, not " + fp32 + " and " + bf16);
        }
    }

    /** The faster precision. */
    public Precision faster() {
        return bf16 >= MARGIN * fp32 ? Precision.BF16 : Precision.FP32;
    }

    /** In a precision, in floating-point operations per second; 0 if it was not measured. */
    public double in(Precision precision) {
        return precision == Precision.BF16 ? bf16 : fp32;
    }

    /** {@code fp32 201, bf16 398 GFLOP/s}, or {@code fp32 201 GFLOP/s}. */
    @Override
    public String toString() {
        return bf16 == 0
                ? String.format(Locale.ROOT, "fp32 %.0f GFLOP/s", fp32 / 1e9)
                : String.format(Locale.ROOT, "fp32 %.0f, bf16 %.0f GFLOP/s", fp32 / 1e9, bf16 / 1e9);
    }
}
