package dev.pixio.downstream.head;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Bilinear resizing in which the centres of the corner pixels are the same before and after ({@code align_corners=true}). */
final class Bilinear {

    private Bilinear() {}

    /** Float {@code [B, C, h, w]} to {@code [B, C, height, width]}. */
    static Tensor resize(Tensor maps, long height, long width) {
        return torch.upsample_bilinear2d(
                maps, new long[] {height, width}, true, new DoubleOptional(), new DoubleOptional());
    }
}
