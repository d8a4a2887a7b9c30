package dev.pixio.model.config;

/** Which activations of a block are saved from the forward pass for the backward pass. */
public enum Activations {
    /** All that the backward pass needs: the fastest. */
    KEPT,
    /** Only the block's input; the rest is recomputed (activation checkpointing): a third more work, and memory for one block. */
    RECOMPUTED
}
