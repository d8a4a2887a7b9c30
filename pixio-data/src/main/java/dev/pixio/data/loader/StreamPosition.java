package dev.pixio.data.loader;

/**
 * The next batch of a run. Together with the run's seed and batch size it determines all following images and their
 * crops, flips, masks and drop paths, for any number of decoding threads and processes. To resume, no earlier batch has to
 * be read again.
 *
 * @param epoch from 0
 * @param batch index of the global batch in the epoch, from 0
 */
public record StreamPosition(long epoch, long batch) {

    /** The first batch of the first epoch. */
    public static final StreamPosition START = new StreamPosition(0, 0);

    public StreamPosition {
        if (epoch < 0 || batch < 0) {
            throw new IllegalArgumentException("batch " + batch + " of epoch " + epoch + ": count from 0");
        }
    }

    /** The position after a batch. */
    public static StreamPosition after(Batch batch) {
        return batch.lastOfEpoch()
                ? new StreamPosition(batch.epoch() + 1, 0)
                : new StreamPosition(batch.epoch(), batch.indexInEpoch() + 1);
    }

    /** The number of the epoch of the batch before this one, from 1: after the last batch of an epoch, that epoch. */
    public long epochReached() {
        return batch == 0 ? Math.max(1, epoch) : epoch + 1;
    }
}
