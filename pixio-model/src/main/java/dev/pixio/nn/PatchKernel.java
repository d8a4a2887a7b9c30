package dev.pixio.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adapts the weight of a {@link PatchEmbedding} to another patch size or number of channels, as timm does. Results belong to
 * the pointer scope around the call.
 */
public final class PatchKernel {

    private PatchKernel() {}

    /**
     * For patches of another size: the weight whose output for an enlarged patch is closest to that of the old weight for
     * the patch, by the pseudo-inverse of the enlargement (Beyer et al. 2023, "FlexiViT", section 3.4; {@code resample_patch_embed} of
     * timm). The enlargement is bicubic with antialiasing.
     *
     * @param weight float {@code [D, C, P, P]}
     * @param patchSize the new P
     * @return float {@code [D, C, patchSize, patchSize]}
     */
    public static Tensor resampled(Tensor weight, int patchSize) {
        long before = weight.size(2);
        if (before == patchSize) {
            return weight;
        }
        Tensor basis = torch.eye(before * before).reshape(before * before, 1, before, before);
        Tensor enlarged = Bicubic.resize(basis, patchSize, patchSize, PositionResize.ANTIALIASED)
                .reshape(before * before, -1)
                .t(); // [new P * P, old P * P]
        return weight.flatten(2, 3)
                .matmul(torch.linalg_pinv(enlarged))
                .reshape(weight.size(0), weight.size(1), patchSize, patchSize);
    }

    /**
     * For another number of channels: the sum for one channel, so that a grey image has the output of the same image in RGB;
     * otherwise repeated in order and scaled, so that outputs keep their scale ({@code adapt_input_conv} of timm).
     *
     * @param weight float {@code [D, C, P, P]}
     * @param channels the new C
     * @return float {@code [D, channels, P, P]}
     */
    public static Tensor withChannels(Tensor weight, int channels) {
        long before = weight.size(1);
        if (before == channels) {
            return weight;
        }
        if (channels == 1) {
            return weight.sum(new long[] {1}, true, new ScalarTypeOptional(ScalarType.Float));
        }
        long times = (channels + before - 1) / before;
        return weight.repeat(1, times, 1, 1).narrow(1, 0, channels).mul(new Scalar((double) before / channels));
    }
}
