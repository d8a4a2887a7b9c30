package dev.pixio.weights.pickle;

/** Python's {@code None}, which is a value there. */
public enum None {
    NONE
}
