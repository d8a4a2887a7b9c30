package dev.pixio.data.loader;

import dev.pixio.torch.RandomStream;

/**
 * Maps an index in an epoch to an image. Each epoch has every image once. A shuffled order is computed and
 * not stored: a Feistel network permutes the next power of four, and what falls outside of the images is sent through
 * again until it falls inside (cycle walking; Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
 * A billion images therefore take no memory, and any place can be asked for first.
 *
 * @param size number of images, at least 1
 * @param seed the run's seed
 * @param order whether to shuffle
 */
public record Sampler(long size, long seed, Order order) {

    /** The order of an epoch. */
    public enum Order {
        /** A new random order in every epoch. */
        SHUFFLED,
        /** The source's own order in every epoch. */
        AS_FOUND
    }

    /** Four make a random permutation of a large domain (Luby and Rackoff 1988); on a small one it takes more. */
    private static final int ROUNDS = 8;

    public Sampler {
        if (size < 1) {
            throw new IllegalArgumentException("there are no images to order");
        }
    }

    /**
     * The image at an index of the epoch.
     *
     * @param epoch from 0
     * @param index in the epoch, from 0 to {@code size - 1}
     * @return an image, from 0 to {@code size - 1}
     */
    public long sampleAt(long epoch, long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " in an epoch of " + size + " images");
        }
        if (order == Order.AS_FOUND || size == 1) {
            return index;
        }
        // Less than four times as large as the images are many, so on average fewer than four walks.
        int halfBits = (65 - Long.numberOfLeadingZeros(size - 1)) / 2;
        long sample = index;
        do {
            sample = permute(epoch, sample, halfBits);
        } while (sample >= size);
        return sample;
    }

    /** A permutation of 0 .. 4^halfBits - 1: each round can be undone, whatever the stream gives. */
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
