package dev.pixio.train.group;

/**
 * How the processes of a group work together. None of it changes what is trained.
 *
 * @param bucketBytes gradients are sent in buckets of at least this size, in bytes
 * @param checkEvery steps between checks that all processes have the same weights; 0 checks at the start only
 * @param shardOptimizer whether each process has the moments of a part of the parameters (ZeRO stage 1, Rajbhandari et al. 2020,
 *     arXiv 1910.02054)
 */
public record GroupOptions(long bucketBytes, long checkEvery, boolean shardOptimizer) {

    /** Buckets as in PyTorch, a check every 1,000 steps, all moments in each process. */
    public static final GroupOptions DEFAULT = new GroupOptions(GradientSynchronizer.BUCKET_BYTES, 1000, false);

    public GroupOptions {
        if (bucketBytes < 1) {
            throw new IllegalArgumentException("the size of a bucket must be at least 1 byte, not " + bucketBytes);
        }
        if (checkEvery < 0) {
            throw new IllegalArgumentException(
                    "the steps between checks must be at least 0 (0 checks at the start only), not " + checkEvery);
        }
    }
}
