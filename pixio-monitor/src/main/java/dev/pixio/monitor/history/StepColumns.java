package dev.pixio.monitor.history;

import dev.pixio.train.listener.StepMetrics;
import java.util.Arrays;

/**
 * The metrics of a run, column by column: a million steps are 80 MB. A step that is told again, because the run went back,
 * takes the place of the first telling and of all that followed it. Not for several threads at once.
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
    private int size;

    /** Steps that are there. */
    public int size() {
        return size;
    }

    /** Whether no step was taken yet. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Adds a step. */
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
        size++;
    }

    /** Forgets the steps after one. */
    public void rewind(long last) {
        while (size > 0 && step.values[size - 1] > last) {
            size--;
        }
    }

    /**
     * One of the steps.
     *
     * @param index from 0 to {@code size() - 1}
     */
    public StepMetrics at(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("there is no step " + index + " of " + size);
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
                (long) memory.values[index]);
    }

    /** The newest step; there must be one. */
    public StepMetrics last() {
        return at(size - 1);
    }

    /** One measure over the steps that are there now. */
    public Curve curve(StepMeasure measure) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = measure.of(at(i));
        }
        return new Curve(Arrays.copyOf(step.values, size), values);
    }

    /** Seconds that the steps took. */
    public double seconds() {
        return seconds.sum(size);
    }

    /** Of these, seconds that they waited for images. */
    public double waitSeconds() {
        return waitSeconds.sum(size);
    }

    /** Images that went through the model. */
    public long images() {
        return (long) images.sum(size);
    }

    /** The most bytes that the process held; 0 where the system does not tell. */
    public long mostMemory() {
        return (long) Arrays.stream(memory.values, 0, size).max().orElse(0);
    }

    /** One number a step. Columns grow one after the other, so that only one is there twice. */
    private static final class Column {

        private double[] values = new double[256];

        void set(int index, double value) {
            if (index == values.length) {
                values = Arrays.copyOf(values, index + index / 2);
            }
            values[index] = value;
        }

        double sum(int size) {
            return Arrays.stream(values, 0, size).filter(Double::isFinite).sum();
        }
    }
}
