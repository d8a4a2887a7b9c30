package dev.pixio.model.config;

import java.util.Locale;

/**
 * How the gradients of transformer blocks are computed. The results are the same except for rounding. The blocks of an encoder with
 * {@link EncoderOptions#changeBlocks other blocks} than those of a Pixio use autograd in any case; its decoder follows the setting.
 */
public enum GradientMethod {
    /** The one that was measured to be faster, and tested: explicit on a CPU, autograd on a GPU. */
    AUTO,
    /** By formulas written out, which save less for the backward pass. */
    EXPLICIT,
    /** By libtorch's autograd. */
    AUTOGRAD;

    /** The name in options and files: {@code auto}, {@code explicit} or {@code autograd}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
