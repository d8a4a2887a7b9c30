package dev.pixio.monitor.history;

import dev.pixio.train.listener.StepMetrics;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step metrics of a run, stored as columns: one million steps take 80 MB, of several processes
 * 112. A step that is added again, because the run was
 * rolled back or resumed, replaces the earlier entry and all entries after it. Not thread-safe.
 */
public final class StepColumns {

    private final Column step = new Column();
    private final Column epoch = new Column();
    private final Column loss = new Column();
    private final Column learningRate = new Column();
    private final Column gradientNorm = new Column();
    private final Column images = new Column();
    private final Column seconds = new Column();
    private final Column waitSeconds = new Column();
    private final Column skipped = new Column();
    private final Column memory = new Column();
    private @Nullable GroupColumns group; // of runs by several processes only
    private int size;

    /** Number of steps. */
    public int size() {
        return size;
    }

    /** Whether there is no step. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Adds a step, and removes entries of this and later steps. */
    public void add(StepMetrics metrics) {
        rewind(metrics.step() - 1);
        step.set(size, (double) metrics.step());
        epoch.set(size, (double) metrics.epoch());
        loss.set(size, metrics.loss());
        learningRate.set(size, metrics.learningRate());
        gradientNorm.set(size, metrics.gradientNorm());
        images.set(size, metrics.images());
        seconds.set(size, metrics.seconds());
        waitSeconds.set(size, metrics.waitSeconds());
        skipped.set(size, (double) metrics.skipped());
        memory.set(size, (double) metrics.memoryBytes());
        setGroup(metrics.group());
        size++;
    }

    private void setGroup(Optional<StepMetrics.Group> metrics) {
        if (group == null && metrics.isPresent()) {
            group = new GroupColumns();
        }
        if (group != null) {
            group.set(size, metrics.orElse(GroupColumns.ALONE));
        }
    }

    /** Removes the steps after {@code last}. */
    public void rewind(long last) {
        while (size > 0 && step.values[size - 1] > last) {
            size--;
        }
    }

    /**
     * The metrics of a step.
     *
     * @param index from 0 to {@code size() - 1}
     */
    public StepMetrics at(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " is out of bounds for " + size + " steps");
        }
        return new StepMetrics(
                (long) step.values[index],
                (long) epoch.values[index],
                loss.values[index],
                learningRate.values[index],
                gradientNorm.values[index],
                (int) images.values[index],
                seconds.values[index],
                waitSeconds.values[index],
                (long) skipped.values[index],
                (long) memory.values[index],
                group == null ? Optional.empty() : group.at(index));
    }

    /**
     * The newest step.
     *
     * @throws IndexOutOfBoundsException if there is no step
     */
    public StepMetrics last() {
        return at(size - 1);
    }

    /** A copy of one measure over all steps. */
    public Curve curve(StepMeasure measure) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = measure.of(at(i));
        }
        return new Curve(Arrays.copyOf(step.values, size), values);
    }

    /** Total seconds of all steps, data wait included. */
    public double seconds() {
        return seconds.sum(size);
    }

    /** Total seconds of data wait. */
    public double waitSeconds() {
        return waitSeconds.sum(size);
    }

    /** Total number of images trained on. */
    public long images() {
        return (long) images.sum(size);
    }

    /** Peak resident memory of the process in bytes; 0 where the system does not report it. */
    public long peakMemory() {
        return (long) Arrays.stream(memory.values, 0, size).max().orElse(0);
    }

    /** What several processes add to a step. A run may have been resumed with another number of processes. */
    private static final class GroupColumns {

        private static final StepMetrics.Group ALONE = new StepMetrics.Group(1, 0, 0, 0);

        private final Column processes = new Column();
        private final Column syncSeconds = new Column();
        private final Column slowest = new Column();
        private final Column slowestSeconds = new Column();

        void set(int index, StepMetrics.Group metrics) {
            processes.set(index, metrics.processes());
            syncSeconds.set(index, metrics.syncSeconds());
            slowest.set(index, metrics.slowest());
            slowestSeconds.set(index, metrics.slowestSeconds());
        }

        Optional<StepMetrics.Group> at(int index) {
            int count = (int) processes.values[index];
            return count <= 1
                    ? Optional.empty()
                    : Optional.of(new StepMetrics.Group(
                            count,
                            syncSeconds.values[index],
                            (int) slowest.values[index],
                            slowestSeconds.values[index]));
        }
    }

    /** One number per step. Columns grow one at a time, so that only one is held twice. */
    private static final class Column {

        private double[] values = new double[256];

        void set(int index, double value) {
            if (index >= values.length) {
                values = Arrays.copyOf(values, index + index / 2);
            }
            values[index] = value;
        }

        double sum(int size) {
            return Arrays.stream(values, 0, size).filter(Double::isFinite).sum();
        }
    }
}
