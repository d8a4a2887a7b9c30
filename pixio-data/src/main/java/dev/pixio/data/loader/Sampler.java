package dev.pixio.data.loader;

import dev.pixio.data.EpochOrder;
import dev.pixio.torch.RandomStream;

/**
 * Maps an index in an epoch to an image. Each epoch has every image once. A shuffled order is computed and
 * not stored: a Feistel network permutes the numbers below the next power of four, and is applied again to results that are
 * not below the number of images (cycle walking; Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
 * The order of a billion images therefore takes no memory, and can be evaluated at any index.
 *
 * @param size number of images, at least 1
 * @param seed the run's seed
 * @param order whether to shuffle
 */
public record Sampler(long size, long seed, Order order) implements EpochOrder {

    /** The order of an epoch. */
    public enum Order {
        /** A new random order in every epoch. */
        SHUFFLED,
        /** The order of the source in every epoch. */
        SEQUENTIAL
    }

    /** Four rounds suffice for a large domain (Luby and Rackoff 1988); a small one needs more. */
    private static final int ROUNDS = 8;

    public Sampler {
        if (size < 1) {
            throw new IllegalArgumentException("there are no images to order");
        }
    }

    /**
     * The image at an index of an epoch.
     *
     * @param epoch from 0
     * @param index of the sample in the epoch, from 0 to {@code size - 1}
     * @return index of an image in the source, from 0 to {@code size - 1}
     */
    @Override
    public long sampleAt(long epoch, long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " in an epoch of " + size + " images");
        }
        if (order == Order.SEQUENTIAL || size == 1) {
            return index;
        }
        // The domain is less than four times the number of images, so on average there are fewer than four iterations.
        int halfBits = (65 - Long.numberOfLeadingZeros(size - 1)) / 2;
        long sample = index;
        do {
            sample = permute(epoch, sample, halfBits);
        } while (sample >= size);
        return sample;
    }

    /** Any image of the source. */
    @Override
    public long replacement(long epoch, long index, double choice) {
        return (long) (choice * size);
    }

    /** A permutation of 0 .. 4^halfBits - 1: each round is invertible for any values of the stream. */
    private long permute(long epoch, long value, int halfBits) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long mixed =
                    left ^ (RandomStream.of(seed, "order", epoch, round, right).nextLong() & mask);
            left = right;
            right = mixed;
        }
        return left << halfBits | right;
    }
}
