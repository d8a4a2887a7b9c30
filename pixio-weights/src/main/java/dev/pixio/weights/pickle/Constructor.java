package dev.pixio.weights.pickle;

import java.util.List;

/** Creates a value when a pickle calls a Python name: the Java implementation of that name. */
@FunctionalInterface
public interface Constructor {

    /**
     * Creates a value. It must not need memory in proportion to its arguments, since a pickle can pass the same arguments any
     * number of times.
     *
     * @throws PickleException if the arguments are invalid
     */
    Object make(List<Object> arguments) throws PickleException;
}
