package dev.pixio.weights.pickle;

/**
 * An allowed name of Python, as a value.
 *
 * @param name with its module, such as {@code torch.FloatStorage}
 */
public record Global(String name, Constructor constructor) {}
