package dev.pixio.data.loader;

/**
 * Which images of a run come next. With the run's seed and batch size it names them, their crops, flips, masks and drop
 * paths, for any number of decoding threads and processes; nothing that came before has to be read.
 *
 * @param epoch from 0
 * @param batch in the epoch, from 0; over all processes
 */
public record StreamPosition(long epoch, long batch) {

    /** The beginning. */
    public static final StreamPosition START = new StreamPosition(0, 0);

    public StreamPosition {
        if (epoch < 0 || batch < 0) {
            throw new IllegalArgumentException("batch " + batch + " of epoch " + epoch + ": count from 0");
        }
    }

    /** What comes after a batch. */
    public static StreamPosition after(Batch batch) {
        return batch.lastOfEpoch()
                ? new StreamPosition(batch.epoch() + 1, 0)
                : new StreamPosition(batch.epoch(), batch.indexInEpoch() + 1);
    }
}
