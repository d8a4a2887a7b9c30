package dev.pixio.weights.pickle;

/** Python's {@code None}. */
public enum None {
    NONE
}
