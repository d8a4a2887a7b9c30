package dev.pixio.augment;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Copies floating-point samples into a batch. */
final class SampleTransfer {

    private SampleTransfer() {}

    /**
     * Copies a view into a batch.
     *
     * @param view {@code [channels, height, width]}
     * @param out {@code float [channels, height, width]}, contiguous, on the CPU
     */
    static void write(float[] view, Tensor out) {
        if (out.dim() != 3
                || out.numel() != view.length
                || out.scalar_type().intern() != torch.ScalarType.Float
                || !out.is_contiguous()
                || !out.is_cpu()) {
            throw new IllegalArgumentException("a view of " + view.length
                    + " samples needs a contiguous float tensor [C, H, W] of as many on the CPU, not "
                    + out.scalar_type().intern() + " "
                    + Arrays.toString(out.sizes().vec().get()));
        }
        try (PointerScope scope = new PointerScope()) {
            new FloatPointer(out.data_ptr()).put(view);
        }
    }

    /** Flips rows, in place. */
    static void flip(float[] view, int width) {
        for (int row = 0; row < view.length; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float swapped = view[left];
                view[left] = view[right];
                view[right] = swapped;
            }
        }
    }
}
