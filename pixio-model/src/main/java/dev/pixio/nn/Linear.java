package dev.pixio.nn;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Makes linear layers with uninitialised values. libtorch's own constructor initialises them at once, which takes longer than
 * reading them from a file, and uses memory although every value is replaced.
 */
public final class Linear {

    private Linear() {}

    /** A layer with a bias whose values are undefined until {@link Initialization} or a file sets them. */
    public static LinearImpl undrawn(long in, long out) {
        LinearImpl linear = new LinearImpl(1, 1);
        try (PointerScope scope = new PointerScope()) {
            linear.weight().set_data(Tensors.empty(ScalarType.Float, out, in));
            linear.bias().set_data(Tensors.empty(ScalarType.Float, out));
        }
        return linear;
    }
}
