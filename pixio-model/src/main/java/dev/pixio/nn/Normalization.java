package dev.pixio.nn;

import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LayerNormOptions;
import org.bytedeco.pytorch.LongVector;

/** The layer normalisation of all parts of the vision transformer. */
public final class Normalization {

    /** As in timm's and MAE's vision transformers; libtorch's default is 1e-5. */
    public static final double EPSILON = 1e-6;

    private Normalization() {}

    /** A layer norm over the last dimension. */
    public static LayerNormImpl over(int dim) {
        LayerNormOptions options = new LayerNormOptions(new LongVector(new long[] {dim}));
        options.eps().put(EPSILON);
        return new LayerNormImpl(options);
    }
}
