package dev.pixio.downstream.finetune.data;

import dev.pixio.data.EpochOrder;
import dev.pixio.data.LabelledSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How many classes the batches of a training have.
 *
 * @param batchSize images in a batch
 * @param mean number of distinct classes in a batch of the first epoch
 * @param shuffled expected number of distinct classes if all images of an epoch were shuffled
 */
public record ClassesPerBatch(int batchSize, double mean, double shuffled) {

    /** Smallest share of the classes of a full shuffle that is not warned of. */
    private static final double LEAST_SHARE = 2.0 / 3;

    /** Batches that are counted, evenly spread over the epoch. */
    private static final long COUNTED = 1000;

    /**
     * Counts the classes of images that have an order of their own.
     *
     * @param batchSize images in a batch, over all processes
     * @param seed of the order
     * @return empty if an epoch is any permutation of the images, or they fill no batch
     */
    public static Optional<ClassesPerBatch> of(LabelledSource images, int batchSize, long seed) {
        return images.size() < batchSize
                ? Optional.empty()
                : images.trainingOrder(seed, batchSize)
                        .map(order -> new ClassesPerBatch(
                                batchSize, mean(images, order, batchSize), shuffled(images, batchSize)));
    }

    private static double mean(LabelledSource images, EpochOrder order, int batchSize) {
        long batches = images.size() / batchSize;
        long step = (batches + COUNTED - 1) / COUNTED;
        long[] seen = new long[images.classes().size()]; // the last batch that has the class
        Arrays.fill(seen, -1);
        long counted = 0;
        long distinct = 0;
        for (long batch = 0; batch < batches; batch += step) {
            for (int i = 0; i < batchSize; i++) {
                int label = images.classOf(order.sampleAt(0, batch * batchSize + i));
                if (seen[label] != batch) {
                    seen[label] = batch;
                    distinct++;
                }
            }
            counted++;
        }
        return (double) distinct / counted;
    }

    /** The sum over the classes of the probability that a batch, drawn without replacement, has the class. */
    private static double shuffled(LabelledSource images, int batchSize) {
        long[] counts = new long[images.classes().size()];
        for (int label : images.labels()) {
            counts[label]++;
        }
        double expected = 0;
        for (long count : counts) {
            double absent = 1;
            for (int drawn = 0; drawn < batchSize && absent > 0; drawn++) {
                absent *= (double) Math.max(0, images.size() - count - drawn) / (images.size() - drawn);
            }
            expected += 1 - absent;
        }
        return expected;
    }

    /**
     * What to say of batches that have less than two thirds of the classes of a full shuffle, in one line.
     *
     * @param buffer images among which an epoch is shuffled
     */
    public Optional<String> warning(int buffer) {
        return mean >= LEAST_SHARE * shuffled
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "a batch of %,d images has %.1f classes on average, and %.1f if an epoch were shuffled whole: the"
                                + " images are read forwards, shuffled within %,d, and neighbours have the same classes;"
                                + " use plain .tar or uncompressed .arrow files on disk, more archives that are written"
                                + " in mixed order, or a larger --shuffle-buffer",
                        batchSize,
                        mean,
                        shuffled,
                        buffer));
    }
}
