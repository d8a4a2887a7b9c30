package dev.pixio.weights.pickle;

import java.util.Optional;

/** The Python names that a pickle may use, with their implementations in Java. */
public interface AllowedNames {

    /**
     * Finds the implementation of a global name.
     *
     * @param module such as {@code collections}
     * @param name such as {@code OrderedDict}; a dotted one has no special meaning
     * @return empty if the name is not allowed
     */
    Optional<Constructor> global(String module, String name);

    /**
     * Creates the value of a persistent id, which refers to data outside of the pickle.
     *
     * @throws PickleException if the id is unknown
     */
    Object persistent(Object id) throws PickleException;
}
