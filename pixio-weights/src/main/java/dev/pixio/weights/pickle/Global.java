package dev.pixio.weights.pickle;

/**
 * A Python name that a pickle may use, as a value.
 *
 * @param name with its module, such as {@code torch.FloatStorage}
 * @param constructor that implements calls of it
 */
public record Global(String name, Constructor constructor) {}
