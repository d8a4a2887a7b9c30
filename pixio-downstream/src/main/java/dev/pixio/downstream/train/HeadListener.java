package dev.pixio.downstream.train;

/** Receives the progress of a head's training. All methods are called on the training thread. */
public interface HeadListener {

    /** Ignores everything. */
    HeadListener NONE = (step, steps, loss) -> {};

    /**
     * A step was done.
     *
     * @param step counted from 1
     * @param steps of the whole training
     * @param loss of the batch
     */
    void onStep(long step, long steps, float loss);
}
