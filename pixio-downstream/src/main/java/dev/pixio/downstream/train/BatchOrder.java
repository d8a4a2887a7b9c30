package dev.pixio.downstream.train;

import dev.pixio.torch.RandomStream;
import java.util.Arrays;

/**
 * Which samples are in the batch of a step. Each epoch has an order of its own; samples that do not fill a batch are left out of it.
 *
 * @param samples number of samples
 * @param batchSize samples per step; all of them if there are fewer
 * @param seed of the orders
 */
record BatchOrder(int samples, int batchSize, long seed) {

    BatchOrder {
        batchSize = Math.min(batchSize, samples);
    }

    long stepsPerEpoch() {
        return samples / batchSize;
    }

    long epoch(long step) {
        return step / stepsPerEpoch();
    }

    /** The samples of a step, counted from 0. */
    int[] batch(long step) {
        int first = (int) (step % stepsPerEpoch()) * batchSize;
        return Arrays.copyOfRange(order(epoch(step)), first, first + batchSize);
    }

    /** A random permutation (Fisher and Yates), computed at each call: little beside reading a sample, and nothing to keep. */
    private int[] order(long epoch) {
        RandomStream random = RandomStream.of(seed, "order of dense samples", epoch);
        int[] order = new int[samples];
        for (int i = 0; i < samples; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
