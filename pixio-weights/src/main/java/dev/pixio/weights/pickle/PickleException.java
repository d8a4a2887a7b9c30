package dev.pixio.weights.pickle;

/** A pickle cannot be read. The message is the end of a sentence whose subject is the pickle. */
public final class PickleException extends Exception {

    private static final long serialVersionUID = 1L;

    public PickleException(String message) {
        super(message);
    }
}
