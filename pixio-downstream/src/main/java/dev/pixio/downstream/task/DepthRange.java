package dev.pixio.downstream.task;

/**
 * The depths that count, in metres.
 *
 * @param min the smallest; predictions below it count as it in the loss
 * @param max the largest, which predictions never exceed
 */
public record DepthRange(double min, double max) {

    /** Of NYUv2 in the published protocol. */
    public static final DepthRange NYU = new DepthRange(0.001, 10);

    /** Of KITTI in the published protocol. */
    public static final DepthRange KITTI = new DepthRange(0.001, 80);

    /** @throws IllegalArgumentException if the range is empty or not positive */
    public DepthRange {
        if (!(min > 0 && max > min && Double.isFinite(max))) {
            throw new IllegalArgumentException(
                    "depths must be from more than 0 to a larger number of metres, not from " + min + " to " + max);
        }
    }

    /** Whether a true depth counts; 0 is none. */
    public boolean contains(double depth) {
        return depth >= min && depth <= max;
    }
}
