package dev.pixio.train.step;

/** When the host reads the loss and the gradient norm of a step, which decide what is reported, and whether it counts. */
public enum StepReading {

    /** As soon as the step is queued, so the host waits for it: on a CPU, which computes while it is queued. */
    AT_ONCE,

    /**
     * When the gradients of the next batch are queued, so that a GPU always has work. The device itself leaves out the update of a step
     * whose loss or norm is not finite, so these gradients are those of valid weights.
     */
    BEHIND_NEXT_GRADIENTS;
}
