package dev.pixio.model.config;

import java.util.Locale;

/**
 * How transformer blocks and their gradients are computed. The results are the same except for rounding. Gradients of an encoder with
 * {@link EncoderOptions#changeBlocks other blocks} than those of a Pixio are autograd's in any case; its decoder follows the setting.
 */
public enum GradientMethod {
    /** The one that was measured to be faster, and tested: explicit on a CPU, autograd on a GPU. */
    AUTO,
    /** By formulas written out, which cast weights once and save less for the backward pass. */
    EXPLICIT,
    /** By the model's own blocks and libtorch's autograd. */
    AUTOGRAD;

    /** The name in options and files: {@code auto}, {@code explicit} or {@code autograd}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
