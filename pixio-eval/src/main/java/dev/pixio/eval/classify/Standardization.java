package dev.pixio.eval.classify;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Scales each feature to mean 0 and variance 1 over the training images, so that one learning rate suits all features.
 * It owns native memory; close it.
 */
final class Standardization implements AutoCloseable {

    /** Lower bound of the variance; a constant feature becomes 0. */
    private static final double MIN_VARIANCE = 1e-12;

    private final Tensor mean; // [D]
    private final Tensor deviation; // [D]

    /** @param features float {@code [N, D]} */
    Standardization(Tensor features) {
        try (PointerScope scope = new PointerScope()) {
            this.mean = Tensors.keep(features.mean(0));
            Tensor centred = features.sub(mean);
            this.deviation = Tensors.keep(centred.mul(centred)
                    .mean(0)
                    .clamp_min(new Scalar(MIN_VARIANCE))
                    .sqrt());
        }
    }

    /** Float {@code [N, D]} on the device, in the caller's scope. */
    Tensor apply(Tensor features, Device device) {
        return Tensors.to(features.sub(mean).div(deviation), device);
    }

    @Override
    public void close() {
        mean.close();
        deviation.close();
    }
}
