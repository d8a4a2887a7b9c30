package dev.pixio.eval.linear;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Scales each feature to mean 0 and variance 1 over the training images, so that one learning rate suits all features.
 * It owns native memory; close it.
 */
public final class Standardization implements AutoCloseable {

    /** Lower bound of the variance; a constant feature becomes 0. */
    private static final double MIN_VARIANCE = 1e-12;

    private final Tensor mean; // [D]
    private final Tensor deviation; // [D]

    /** @param features float {@code [N, D]} */
    public Standardization(Tensor features) {
        try (PointerScope scope = new PointerScope()) {
            this.mean = Tensors.keep(features.mean(0));
            this.deviation = Tensors.keep(torch.var(features, new long[] {0}, false, false)
                    .clamp_min(new Scalar(MIN_VARIANCE))
                    .sqrt());
        }
    }

    /** Float {@code [N, D]} on the device, in the caller's scope. */
    public Tensor apply(Tensor features, Device device) {
        return Tensors.to(features.sub(mean).div(deviation), device);
    }

    /** Standardises float {@code [N, D]} on the CPU in place. */
    public void applyTo(Tensor features) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            features.sub_(mean).div_(deviation);
        }
    }

    @Override
    public void close() {
        mean.close();
        deviation.close();
    }
}
