package dev.pixio.weights.pickle;

import java.util.List;

/** What a name of Python stands for here when a pickle calls it: plain Java that makes a value of its arguments. */
@FunctionalInterface
public interface Constructor {

    /**
     * Makes a value. It must not take more memory than its arguments are new, since a pickle can give the same ones again
     * and again.
     *
     * @throws PickleException if the arguments are not what this makes a value of
     */
    Object make(List<Object> arguments) throws PickleException;
}
