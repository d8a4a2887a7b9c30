package dev.pixio.nn;

/** Kinds of position embeddings. */
public enum Positions {
    /** Trained, from a truncated normal of 0.02 (the Pixio paper). */
    LEARNED,
    /** Fixed two-dimensional sine and cosine, zero for class tokens (MAE; lightly's Pixio). */
    SINCOS
}
