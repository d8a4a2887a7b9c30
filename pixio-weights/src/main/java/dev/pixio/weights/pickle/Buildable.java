package dev.pixio.weights.pickle;

/** A value whose state a pickle sets after it was created, by the opcode BUILD. */
public interface Buildable {

    /**
     * Sets the state.
     *
     * @throws PickleException if this value cannot have the state
     */
    void build(Object state) throws PickleException;
}
