package dev.pixio.downstream.head;

/** What a head is used for, which batch normalisation depends on. */
public enum Phase {
    /** Batch normalisation uses the statistics of the batch and updates its running ones. */
    TRAINING,
    /** Batch normalisation uses its running statistics. */
    INFERENCE
}
