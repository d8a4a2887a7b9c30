package dev.pixio.downstream.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps the predictions of the first samples of a test. Not thread-safe. */
public final class KeptPredictions {

    private final int wanted;
    private final List<DensePrediction> predictions = new ArrayList<>();

    /** @param wanted number of samples */
    public KeptPredictions(int wanted) {
        this.wanted = wanted;
    }

    /** Keeps nothing. */
    public static KeptPredictions none() {
        return new KeptPredictions(0);
    }

    void add(DensePrediction prediction) {
        if (predictions.size() < wanted) {
            predictions.add(prediction);
        }
    }

    /** The predictions, in the order of the samples. */
    public List<DensePrediction> all() {
        return Collections.unmodifiableList(predictions);
    }
}
