package dev.pixio.eval.classify;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Brings each feature to mean 0 and variance 1 over the images that are learned from, so that one learning rate suits all
 * of them. It owns its memory; close it.
 */
final class Standardization implements AutoCloseable {

    /** A feature that is the same everywhere stays 0. */
    private static final double LEAST_VARIANCE = 1e-12;

    private final Tensor mean; // [D]
    private final Tensor deviation; // [D]

    /** @param features float {@code [N, D]} */
    Standardization(Tensor features) {
        try (PointerScope scope = new PointerScope()) {
            this.mean = Tensors.keep(features.mean(0));
            Tensor centred = features.sub(mean);
            this.deviation = Tensors.keep(centred.mul(centred)
                    .mean(0)
                    .clamp_min(new Scalar(LEAST_VARIANCE))
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
