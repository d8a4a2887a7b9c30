package dev.pixio.monitor.history;

import dev.pixio.train.StepMetrics;
import java.util.Arrays;

/**
 * The metrics of a run, column by column: a million steps are 80 MB. A step that is told again, because the run went back,
 * takes the place of the first telling and of all that followed it. Not for several threads at once.
 */
public final class StepColumns {

    private enum Column {
        STEP,
        EPOCH,
        LOSS,
        LEARNING_RATE,
        GRADIENT_NORM,
        PICTURES,
        SECONDS,
        WAIT_SECONDS,
        SKIPPED,
        MEMORY
    }

    private final double[][] columns = new double[Column.values().length][256];
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
        if (size == columns[0].length) {
            grow();
        }
        set(Column.STEP, (double) metrics.step());
        set(Column.EPOCH, (double) metrics.epoch());
        set(Column.LOSS, metrics.loss());
        set(Column.LEARNING_RATE, metrics.learningRate());
        set(Column.GRADIENT_NORM, metrics.gradientNorm());
        set(Column.PICTURES, metrics.pictures());
        set(Column.SECONDS, metrics.seconds());
        set(Column.WAIT_SECONDS, metrics.waitSeconds());
        set(Column.SKIPPED, (double) metrics.skipped());
        set(Column.MEMORY, (double) metrics.memoryBytes());
        size++;
    }

    /** Forgets the steps after one. */
    public void rewind(long step) {
        while (size > 0 && columns[0][size - 1] > step) {
            size--;
        }
    }

    private void set(Column column, double value) {
        columns[column.ordinal()][size] = value;
    }

    private void grow() {
        int capacity = size + size / 2;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Arrays.copyOf(columns[i], capacity); // one after the other: only one is there twice
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
                (long) get(Column.STEP, index),
                (long) get(Column.EPOCH, index),
                get(Column.LOSS, index),
                get(Column.LEARNING_RATE, index),
                get(Column.GRADIENT_NORM, index),
                (int) get(Column.PICTURES, index),
                get(Column.SECONDS, index),
                get(Column.WAIT_SECONDS, index),
                (long) get(Column.SKIPPED, index),
                (long) get(Column.MEMORY, index));
    }

    /** The newest step; there must be one. */
    public StepMetrics last() {
        return at(size - 1);
    }

    private double get(Column column, int index) {
        return columns[column.ordinal()][index];
    }

    /** One measure over the steps that are there now. */
    public Curve curve(Measure measure) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = measure.of(at(i));
        }
        return new Curve(Arrays.copyOf(columns[0], size), values);
    }

    /** Seconds that the steps took. */
    public double seconds() {
        return sum(Column.SECONDS);
    }

    /** Of these, seconds that they waited for pictures. */
    public double waitSeconds() {
        return sum(Column.WAIT_SECONDS);
    }

    /** Pictures that went through the model. */
    public long pictures() {
        return (long) sum(Column.PICTURES);
    }

    /** The most bytes that the process held; 0 where the system does not tell. */
    public long mostMemory() {
        return size == 0
                ? 0
                : (long) Arrays.stream(columns[Column.MEMORY.ordinal()], 0, size)
                        .max()
                        .getAsDouble();
    }

    private double sum(Column column) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double value = get(column, i);
            sum += Double.isFinite(value) ? value : 0;
        }
        return sum;
    }
}
