package dev.pixio.downstream.layout;

import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.image.raster.ImageInput;
import java.util.List;

/**
 * Samples for training and test, and what is predicted.
 *
 * @param notes what was left out, one line each
 * @param batchSize published for the data set, or the usual one
 */
public record DenseData(DenseTask task, DenseSource train, DenseSource test, List<String> notes, int batchSize) {

    private static final int USUAL_BATCH = 32;

    public DenseData {
        notes = List.copyOf(notes);
    }

    /** With the batch size of most published data sets. */
    public DenseData(DenseTask task, DenseSource train, DenseSource test, List<String> notes) {
        this(task, train, test, notes, USUAL_BATCH);
    }

    /**
     * The same samples, whose images are read for an input.
     *
     * @throws IllegalArgumentException in one line, if the images cannot have its channels
     */
    public DenseData withInput(ImageInput input) {
        return new DenseData(task, train.withInput(input), test.withInput(input), notes, batchSize);
    }
}
