package dev.pixio.weights.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The numbers of a tensor that are not finite.
 *
 * @param nan how many are NaN
 * @param infinite how many are positive or negative infinity
 */
public record NonFinite(long nan, long infinite) {

    private static final NonFinite NONE = new NonFinite(0, 0);

    /** Counts them in one pass over a tensor of any dtype. Integers are finite. */
    public static NonFinite of(Tensor tensor) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor real = tensor.is_complex() ? torch.view_as_real(tensor) : tensor;
            if (!real.is_floating_point() || real.numel() == 0) {
                return NONE;
            }
            Tensor summable = real.element_size() == 1 ? real.to(ScalarType.Float) : real; // fp8 has no sum
            // The sum is finite only if all numbers are. One of finite numbers may overflow, so it is no proof.
            if (Double.isFinite(summable.sum().item_double())) {
                return NONE;
            }
            return new NonFinite(count(torch.isnan(summable)), count(torch.isinf(summable)));
        }
    }

    private static long count(Tensor flags) {
        return flags.sum().item_long();
    }

    /** Whether all numbers are finite. */
    public boolean isNone() {
        return nan == 0 && infinite == 0;
    }

    /** Such as {@code 1 NaN and 2 infinite numbers}. */
    @Override
    public String toString() {
        String infinities = infinite + " infinite number" + (infinite == 1 ? "" : "s");
        if (nan == 0) {
            return infinities;
        }
        return nan + " NaN" + (infinite == 0 ? "" : " and " + infinities);
    }
}
