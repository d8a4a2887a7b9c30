package dev.pixio.nn.explicit;

import dev.pixio.torch.Libtorch;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How products in fp32 are computed on a CPU: by rules and not by measurements, so that a resumed run computes as before. The rates are
 * those of two threads, one on each core of an AMD EPYC (family 25, Zen 3), which has AVX2 and no AVX-512.
 *
 * @param avx2 whether the processor has AVX2 and no AVX-512
 */
record FloatProducts(boolean avx2) {

    /** Those of this processor. */
    static final FloatProducts HERE = new FloatProducts(Libtorch.cpuCapability().equals("AVX2"));

    private static final long WIDEST_PACKED = 512;

    /**
     * Whether a packed weight is faster. With AVX2 it is not for wide inputs: 137 instead of 170 GFLOP/s for 1056 tokens of 3072 to 768,
     * but 165 instead of 157 for 512 to 512.
     *
     * @param weight {@code [out, in]}
     */
    boolean packs(Tensor weight) {
        return !avx2 || weight.size(1) <= WIDEST_PACKED || !isFloat(weight);
    }

    /**
     * Whether OpenBLAS is faster for the gradient of a weight. With AVX2 it is if both widths are equal, above all if they are powers of two:
     * 149 instead of 107 GFLOP/s for 1056 tokens of 512 to 512. It has one thread in this process.
     *
     * @param outputs gradients {@code [M, out]}
     * @param inputs {@code [M, in]}
     */
    boolean ofWeightByOpenBlas(Tensor outputs, Tensor inputs) {
        return avx2 && outputs.size(1) == inputs.size(1) && isFloat(inputs) && torch.get_num_threads() == 1;
    }

    private static boolean isFloat(Tensor tensor) {
        return tensor.scalar_type().intern() == ScalarType.Float;
    }
}
