package dev.pixio.train.group;

import dev.pixio.model.config.ParameterGroupCost;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts the time of a step of several processes from the time of a step of one. Each process has the same number of images,
 * whatever the number of processes, and sends its gradients as {@link GradientSynchronizer} does: in buckets, one after the other, each
 * as soon as a backward pass of one micro-batch has completed it.
 *
 * <p>A bucket is summed along a ring, where each of n processes sends and receives its bytes 2 (n - 1) / n times in 2 (n - 1) messages
 * (Patarasuk and Yuan 2009, Bandwidth optimal all-reduce algorithms for clusters of workstations). Headers of packets, reading of
 * images, waiting for slower processes, and communication that is not about gradients are not counted.
 */
public final class ScalingModel {

    /** The backward pass takes this part of a step, and the forward pass the rest: it has twice the operations. */
    private static final double BACKWARD = 2.0 / 3;

    /**
     * What connects the processes: each can send and receive at once.
     *
     * @param bitsPerSecond of each process, in each direction
     * @param latencySeconds from the begin of a message to its arrival, if it is short
     */
    public record Link(double bitsPerSecond, double latencySeconds) {

        public Link {
            Require.that(
                    bitsPerSecond > 0 && Double.isFinite(bitsPerSecond),
                    "the bandwidth must be more than 0 bit/s",
                    bitsPerSecond);
            Require.that(
                    latencySeconds >= 0 && Double.isFinite(latencySeconds),
                    "the latency must be at least 0 s",
                    latencySeconds);
        }
    }

    /**
     * A step of several processes.
     *
     * @param computeSeconds the step of one process
     * @param sumSeconds the time in which gradients are sent and received
     * @param exposedSeconds the part of it after the backward pass, by which the step is longer
     */
    public record Step(double computeSeconds, double sumSeconds, double exposedSeconds) {

        /** The time of the step. */
        public double seconds() {
            return computeSeconds + exposedSeconds;
        }

        /** Images per second of each process, as a part of those of one process alone: 1 is linear scaling. */
        public double efficiency() {
            return computeSeconds / seconds();
        }
    }

    /** A bucket: when it is complete, as a part of the backward pass, and its size. */
    private record Bucket(double complete, long bytes) {}

    private final List<Bucket> buckets;

    private ScalingModel(List<Bucket> buckets) {
        this.buckets = buckets;
    }

    /**
     * The model of training all parameters of a model.
     *
     * @param bucketBytes size from which a bucket takes no further parameter, at least 1
     */
    public static ScalingModel of(PixioConfig model, long bucketBytes) {
        List<ParameterGroupCost> groups = ParameterGroupCost.of(model);
        List<List<Long>> bytes = groups.stream()
                .map(group -> group.parameters().stream()
                        .map(values -> values * Float.BYTES)
                        .toList())
                .toList();
        return of(bytes, groups.stream().map(ParameterGroupCost::forwardFlops).toList(), bucketBytes);
    }

    /**
     * The model of a backward pass.
     *
     * @param bytes of the gradient of each parameter, by group
     * @param work of each group, in any unit
     */
    static ScalingModel of(List<List<Long>> bytes, List<Double> work, long bucketBytes) {
        double all = work.stream().mapToDouble(Double::doubleValue).sum();
        List<Bucket> buckets = new ArrayList<>();
        for (BucketCut cut : BucketCut.of(bytes, bucketBytes)) {
            double done = work.stream()
                    .limit(cut.lastGroup() + 1L)
                    .mapToDouble(Double::doubleValue)
                    .sum();
            buckets.add(new Bucket(done / all, cut.bytes()));
        }
        return new ScalingModel(buckets);
    }

    /** Bytes of the gradients of one process: what is summed in each step. */
    public long gradientBytes() {
        return buckets.stream().mapToLong(Bucket::bytes).sum();
    }

    /** Number of buckets. */
    public int buckets() {
        return buckets.size();
    }

    /**
     * The step of several processes.
     *
     * @param processes their number, at least 1
     * @param stepSeconds of one process alone, more than 0
     */
    public Step predict(int processes, double stepSeconds, Link link) {
        Require.that(processes >= 1, "the number of processes must be at least 1", processes);
        Require.that(
                stepSeconds > 0 && Double.isFinite(stepSeconds),
                "the time of a step must be more than 0 s",
                stepSeconds);
        double sum = 0;
        double end = 0; // of the last bucket that was sent
        for (Bucket bucket : buckets) {
            double complete = stepSeconds * (1 - BACKWARD + BACKWARD * bucket.complete);
            double seconds = seconds(bucket.bytes, processes, link);
            end = Math.max(end, complete) + seconds;
            sum += seconds;
        }
        return new Step(stepSeconds, sum, processes == 1 ? 0 : Math.max(0, end - stepSeconds));
    }

    /** The time in which a tensor is summed along a ring. */
    static double seconds(long bytes, int processes, Link link) {
        double messages = 2.0 * (processes - 1);
        return messages / processes * bytes * Byte.SIZE / link.bitsPerSecond + messages * link.latencySeconds;
    }
}
