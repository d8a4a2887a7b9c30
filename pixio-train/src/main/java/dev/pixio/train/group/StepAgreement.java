package dev.pixio.train.group;

import dev.pixio.torch.group.ProcessGroup;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What all processes know of a step once each has computed its gradients, so that all decide alike.
 *
 * @param stop whether any process was asked to stop
 * @param save whether process 0 saves a checkpoint after this step
 * @param skipped number of images that some process newly could not read
 * @param unreadable number of images of the batch that some process could not read, newly or again
 * @param seconds that each process took for its images and gradients
 */
public record StepAgreement(boolean stop, boolean save, long skipped, long unreadable, List<Double> seconds) {

    private static final int FIELDS = 4;

    public StepAgreement {
        seconds = List.copyOf(seconds);
    }

    /**
     * Exchanges what each process knows.
     *
     * @param group its processes
     * @param stop whether this process was asked to stop
     * @param save whether a checkpoint is due; that of process 0 counts
     * @param skipped number of images that this process newly could not read
     * @param unreadable number of images of its part of the batch that it could not read
     * @param seconds that this process took for its images and gradients
     */
    public static StepAgreement of(
            ProcessGroup group, boolean stop, boolean save, long skipped, long unreadable, double seconds) {
        double[] values = new double[FIELDS + group.size()];
        values[0] = stop ? 1 : 0;
        values[1] = save && group.isFirst() ? 1 : 0;
        values[2] = skipped;
        values[3] = unreadable;
        values[FIELDS + group.rank()] = seconds;
        double[] sums = group.sum(values);
        return new StepAgreement(
                sums[0] > 0,
                sums[1] > 0,
                (long) sums[2],
                (long) sums[3],
                Arrays.stream(sums).skip(FIELDS).boxed().toList());
    }

    /** The process that took longest. */
    public int slowest() {
        return IntStream.range(0, seconds.size())
                .reduce((a, b) -> seconds.get(b) > seconds.get(a) ? b : a)
                .orElse(0);
    }
}
