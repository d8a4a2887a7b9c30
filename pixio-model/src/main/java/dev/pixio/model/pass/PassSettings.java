package dev.pixio.model.pass;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.torch.Precision;

/**
 * How a {@link PretrainingPass} computes.
 *
 * @param precision of matrix products
 * @param activations what is saved of each block for its backward pass
 * @param gradients how the gradients of blocks are computed
 */
public record PassSettings(Precision precision, Activations activations, GradientMethod gradients) {

    /** Settings with the gradients that are chosen automatically. */
    public PassSettings(Precision precision, Activations activations) {
        this(precision, activations, GradientMethod.AUTO);
    }
}
