package dev.pixio.weights.pickle;

/** A pickle that cannot be read; the message says in part of a line why. */
public final class PickleException extends Exception {

    private static final long serialVersionUID = 1L;

    public PickleException(String message) {
        super(message);
    }
}
