package dev.pixio.model;

/** What of a block is kept between its forward pass and its gradients. */
public enum Activations {
    /** All that the gradients need: the fastest. */
    KEPT,
    /** The block's input alone; the rest is computed again: a third more work, and memory for one block at a time. */
    RECOMPUTED
}
