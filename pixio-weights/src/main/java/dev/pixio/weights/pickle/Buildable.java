package dev.pixio.weights.pickle;

/** A value to which a pickle gives its state after it was made. */
public interface Buildable {

    /**
     * Takes the state.
     *
     * @throws PickleException if it is none of this value
     */
    void build(Object state) throws PickleException;
}
