package dev.pixio.nn;

import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.InterpolateMode;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBicubic;

/** Bicubic interpolation of values on a grid. */
final class Bicubic {

    private Bicubic() {}

    /** Float {@code [B, C, height, width]} to {@code [B, C, rows, columns]}. */
    static Tensor resize(Tensor grid, long rows, long columns, PositionResize resize) {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        options.size().put(new LongVector(new long[] {rows, columns}));
        options.mode().put(new InterpolateMode(new kBicubic()));
        options.align_corners().put(false);
        options.antialias().put(resize == PositionResize.ANTIALIASED);
        return torch.interpolate(grid, options);
    }
}
