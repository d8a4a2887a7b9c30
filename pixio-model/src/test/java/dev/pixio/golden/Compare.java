package dev.pixio.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Compares tensors with golden ones. */
public final class Compare {

    private Compare() {}

    /** Same shape, and no value further off than the tolerance. */
    public static void close(String what, Tensor actual, Tensor golden, double tolerance) {
        assertThat(Tensors.shape(actual)).as("shape of %s", what).isEqualTo(Tensors.shape(golden));
        assertThat(largestDifference(actual, golden))
                .as("largest difference of %s", what)
                .isLessThanOrEqualTo(tolerance);
    }

    /** Same shape, and no value further off than the tolerance times the largest golden value. */
    public static void relativelyClose(String what, Tensor actual, Tensor golden, double tolerance) {
        double largest = 0;
        for (double value : Tensors.toDoubles(golden)) {
            largest = Math.max(largest, Math.abs(value));
        }
        close(what, actual, golden, tolerance * largest);
    }

    /** Infinite where one is not a number. */
    public static double largestDifference(Tensor actual, Tensor golden) {
        double[] a = Tensors.toDoubles(actual);
        double[] b = Tensors.toDoubles(golden);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            // A NaN must not pass as a small difference.
            largest = Double.isNaN(a[i]) ? Double.POSITIVE_INFINITY : Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
