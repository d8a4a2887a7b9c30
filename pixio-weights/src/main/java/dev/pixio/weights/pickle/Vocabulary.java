package dev.pixio.weights.pickle;

import java.util.Optional;

/** The names that a pickle may use. What is not in it cannot be reached. */
public interface Vocabulary {

    /**
     * What a global name stands for.
     *
     * @param module such as {@code collections}
     * @param name such as {@code OrderedDict}; a dotted one has no special meaning
     * @return absent for a name that is not allowed
     */
    Optional<Constructor> global(String module, String name);

    /**
     * What an id stands for that points out of the pickle.
     *
     * @throws PickleException if it points to nothing that is known
     */
    Object persistent(Object id) throws PickleException;
}
